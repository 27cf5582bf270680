package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Dockerd;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.HecServer;
import org.servin.itests.harness.Limit;
import org.servin.itests.harness.Node;

/**
 * The log driver {@code splunk}, with a collector that is up, down, slow or in trouble. The collector is {@link HecServer}, which stands in for Splunk; dockerd's own driver and
 * Splunk's client of npm are driven against it here, too.
 */
public class SplunkIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static final String HOST = "192.0.2.1";
    private static final int PORT = 18088;
    private static final String TOKEN = "5ec2e7ed-0f2b-4a6c-8d3e-7a1b9c0d5e6f";
    private static final String ACKNOWLEDGED = "a7c0ffee-1111-4222-8333-944445555666";
    private static final String BUSY = "503 {\"text\":\"Server is busy\",\"code\":9}";
    private static HecServer collector;

    @Rule
    public final Timeout limit = Limit.ofSeconds(180);

    @BeforeClass
    public static void listen() throws IOException {
        ENGINE.reachable();
        collector = new HecServer(HOST, PORT).token(TOKEN, false).token(ACKNOWLEDGED, true).start();
        ENGINE.warmUp(() -> {
            String id = run(List.of(), "echo warm");
            awaitLines(1);
            ENGINE.docker("rm", "-f", id).exits(0);
        });
    }

    @AfterClass
    public static void stop() {
        collector.close();
    }

    @Before
    public void forget() {
        collector.forget();
    }

    private static String run(List<String> options, String script) {
        return ENGINE.docker(arguments(TOKEN, options, script)).exits(0).text();
    }

    private static String[] arguments(String token, List<String> options, String script) {
        List<String> args = new ArrayList<>(List.of("run", "-d", "--log-driver", "splunk", "--log-opt", "splunk-url=http://" + HOST + ":" + PORT, "--log-opt", "splunk-token=" + token));
        options.forEach(option -> args.addAll(List.of("--log-opt", option)));
        args.addAll(List.of("busybox", "sh", "-c", script));
        return args.toArray(String[]::new);
    }

    private static void awaitLines(int count) {
        Await.until(() -> count + " lines, there are " + collector.size(), () -> collector.size() >= count);
    }

    private static void mustBeOneTo(int last, List<String> lines) {
        assertEquals(last, lines.size());
        for (int i = 0; i < last; i++) {
            assertEquals(Integer.toString(i + 1), lines.get(i));
        }
    }

    /** In order, none missing; what was sent to a collector that died over it may be there again. */
    private static void mustGoOnToWithRepeats(int last, List<String> lines) {
        int highest = 0;
        int previous = 0;
        for (String line : lines) {
            int number = Integer.parseInt(line);
            assertTrue(previous + " before " + number + ", " + highest + " was the highest", number == previous + 1 || number <= highest);
            highest = Math.max(highest, number);
            previous = number;
        }
        assertEquals(last, highest);
    }

    /** What differs between two runs of the same container anyway is taken out, and the streams, which are not in one order, are put one behind the other. */
    private static List<String> comparable() {
        return collector.events().stream().map(event -> ((ObjectNode) event.deepCopy()).without(List.of("time")).toString())
                .sorted(Comparator.comparing(event -> event.contains("err"))).toList();
    }

    @Test
    public void eventsAreDockerds() {
        String script = "printf 'plain\\n\\nhtml <&> \\342\\200\\250 \\001\\t\\b\\377 \"q\" \\\\ \\303\\251\\r\\n   \\n{\"a\": 1 , \"b\":[\"<\"]}\\n42\\n\"s\"\\nnull\\n{\"a\":1} x\\n'; "
                + "head -c 20000 /dev/zero | tr '\\0' x; echo; echo err >&2";
        List<List<String>> forms = List.of(List.of(), List.of("splunk-format=json", "splunk-gzip=true"),
                List.of("splunk-format=raw", "tag=", "labels=team", "splunk-source=so", "splunk-sourcetype=st", "splunk-index=main", "splunk-gzip=1", "splunk-gzip-level=0"),
                List.of("tag={{.Name}}/{{.ImageName}}/{{.DaemonName}}", "labels-regex=^te", "env=STAGE", "splunk-verify-connection=false"));
        try (Dockerd dockerd = new Dockerd(ENGINE, Map.of())) {
            for (List<String> form : forms) {
                List<String> args = new ArrayList<>(List.of("run", "--name", "same", "--network", "none", "--label", "team=<a>", "-e", "STAGE=test", "--log-driver", "splunk", "--log-opt",
                        "splunk-url=http://" + HOST + ":" + PORT, "--log-opt", "splunk-token=" + ACKNOWLEDGED, "--log-opt", "splunk-index-acknowledgment=true", "--log-opt", "tag={{.Name}}"));
                form.forEach(option -> args.addAll(List.of("--log-opt", option)));
                args.addAll(List.of("busybox", "sh", "-c", script));
                collector.forget();
                dockerd.docker(args.toArray(String[]::new)).exits(0);
                dockerd.docker("rm", "same").exits(0);
                Await.until(() -> "dockerd's events, of which it said: " + dockerd.log(), () -> comparable().stream().anyMatch(event -> event.contains("err")));
                List<String> dockerds = comparable();
                collector.forget();
                ENGINE.docker(args.toArray(String[]::new)).exits(0);
                Await.until(() -> "as many events as of dockerd: " + comparable(), () -> collector.size() == dockerds.size());
                assertEquals(form.toString(), String.join("\n", dockerds), String.join("\n", comparable()));
                ENGINE.docker("rm", "same").exits(0);
            }
        }
    }

    @Test
    public void theCollectorIsOneForSplunksOwnClient() throws IOException {
        List<JsonNode> answers = new ArrayList<>();
        for (String line : Node.run(Map.of(), "splunk.js", collector.url(), TOKEN).exits(0).out().lines().toList()) {
            answers.add(new ObjectMapper().readTree(line));
        }
        assertEquals("200 0", answers.get(0).get("status").asText() + " " + answers.get(0).get("body").get("code").asText());
        assertEquals("403 4", answers.get(1).get("status").asText() + " " + answers.get(1).get("body").get("code").asText());
        assertEquals("400 7", answers.get(2).get("status").asText() + " " + answers.get(2).get("body").get("code").asText());
        List<JsonNode> events = collector.events();
        assertEquals(3, events.size());
        assertEquals("one", events.get(0).get("event").get("message").asText());
        assertEquals("a", events.get(0).get("source").asText());
        assertEquals(2, events.get(1).get("event").get("message").get("two").asInt());
        assertEquals("error", events.get(2).get("event").get("severity").asText());
    }

    @Test
    public void aMillionLinesArriveOnceAndInOrder() {
        int requests = collector.requests();
        long begun = System.nanoTime();
        String id = run(List.of("splunk-gzip=true"), "seq 1 1000000");
        for (int count = 100_000; count <= 1_000_000; count += 100_000) { // a busy machine may take longer for all than is waited for at once
            awaitLines(count);
        }
        System.out.println("splunk: 1000000 lines in " + (System.nanoTime() - begun) / 1_000_000 + " ms, " + (collector.requests() - requests) + " requests");
        mustBeOneTo(1_000_000, collector.lines());
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void aCollectorThatIsDownStopsNoStartAndGetsAllLater() throws IOException {
        collector.stop();
        String id = run(List.of(), "seq 1 5000");
        try {
            assertEquals("0", ENGINE.docker("wait", id).exits(0).text());
        } finally {
            collector.start();
        }
        awaitLines(5000);
        mustBeOneTo(5000, collector.lines());
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void aStartCanBeMadeToWaitForTheCollector() throws IOException {
        collector.stop();
        Command refused;
        try {
            refused = ENGINE.docker(arguments(TOKEN, List.of("require-destination=true"), "echo never"));
        } finally {
            collector.start();
        }
        assertEquals(125, refused.exit());
        assertTrue(refused.err(), refused.err().contains("Options \"http://" + HOST + ":" + PORT + "/services/collector/event/1.0\": dial tcp " + HOST + ":" + PORT + ": connect: connection refused"));
        assertFalse(refused.err(), refused.err().contains(TOKEN));
        ENGINE.docker(arguments(TOKEN, List.of("require-destination=true"), "echo now")).exits(0);
        awaitLines(1);
        assertEquals(List.of("now"), collector.lines());
    }

    @Test
    public void troublesOfTheCollectorLoseAndDoubleNothing() {
        String id = run(List.of(), "i=0; while [ $i -lt 60 ]; do seq $((i * 2000 + 1)) $((i * 2000 + 2000)); usleep 50000; i=$((i + 1)); done");
        for (String trouble : List.of(BUSY, "403 {\"text\":\"Token disabled\",\"code\":1}", "500 {\"text\":\"Internal server error\",\"code\":8}", "429 later", "404 not here")) {
            int before = collector.size();
            Await.until("the collector gets on", () -> collector.size() > before);
            collector.trouble(Optional.of(trouble));
            int requests = collector.requests();
            Await.until("it is asked in vain", () -> collector.requests() > requests + 2);
            collector.trouble(Optional.empty());
        }
        awaitLines(120_000);
        mustBeOneTo(120_000, collector.lines());
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void aCollectorIsStoppedAndStartedWhileAContainerWrites() throws IOException {
        String id = run(List.of("splunk-gzip=true"), "i=0; while [ $i -lt 60 ]; do seq $((i * 2000 + 1)) $((i * 2000 + 2000)); usleep 50000; i=$((i + 1)); done");
        for (int i = 0; i < 3; i++) {
            int before = collector.size();
            Await.until("the collector gets on", () -> collector.size() > before);
            collector.stop();
            collector.start();
        }
        Await.until(() -> "the last line", () -> collector.lines().contains("120000"));
        mustGoOnToWithRepeats(120_000, collector.lines());
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void aSlowCollectorGetsAll() {
        collector.slow(30);
        try {
            String id = run(List.of(), "seq 1 100000");
            awaitLines(100_000);
            mustBeOneTo(100_000, collector.lines());
            ENGINE.docker("rm", "-f", id).exits(0);
        } finally {
            collector.slow(0);
        }
    }

    @Test
    public void theTokenIsToldToNobodyElse() {
        String other = ENGINE.docker("run", "-d", "busybox", "sleep", "600").exits(0).text();
        String unknown = "deadbeef-dead-beef-dead-beefdeadbeef";
        int requests = collector.requests();
        String id = ENGINE.docker(arguments(unknown, List.of(), "echo refused")).exits(0).text();
        Await.until("it is sent", () -> collector.requests() > requests);
        Await.until(() -> "the engine says why: " + ENGINE.logText(), () -> ENGINE.logText().contains("splunk: failed to send event - 403 Forbidden - {\"text\":\"Invalid token\",\"code\":4}"));
        Command bad = ENGINE.docker(arguments(unknown, List.of("splunk-gzip=maybe"), "echo never"));
        assertEquals(125, bad.exit());
        assertFalse(bad.err(), bad.err().contains(unknown));
        assertFalse("in the engine's log", ENGINE.logText().contains(unknown));
        assertFalse("in another container", ENGINE.docker("inspect", other).exits(0).out().contains(unknown));
        assertFalse("in the list", ENGINE.curl("/v1.41/containers/json?all=1").exits(0).out().contains(unknown));
        assertFalse("in the engine's state", ENGINE.docker("info").exits(0).out().contains(unknown));
        ENGINE.docker("rm", "-f", id, other).exits(0);
    }
}
