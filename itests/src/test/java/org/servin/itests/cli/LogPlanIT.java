package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Limit;
import org.servin.itests.harness.LineServer;

/** Containers with several logs, logs that change while they run, and destinations that are down or deaf. The destinations are stand-ins, see {@link LineServer}. */
public class LogPlanIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static final Pattern GAP = Pattern.compile("servin: (\\d+) records \\((\\d+) bytes\\) dropped: the log driver syslog was too slow");

    @Rule
    public final Timeout limit = Limit.ofSeconds(180);

    private final List<LineServer> servers = new ArrayList<>();

    private LineServer server() {
        LineServer server = new LineServer();
        servers.add(server);
        return server;
    }

    @After
    public void clean() {
        Command all = ENGINE.docker("ps", "-aq");
        all.out().lines().forEach(id -> ENGINE.docker("rm", "-f", id).exits(0));
        servers.forEach(LineServer::close);
    }

    private static String address(LineServer server) {
        return "syslog-address=unix://" + server.socket();
    }

    private static String run(String driver, List<String> options, String script) {
        List<String> args = new ArrayList<>(List.of("run", "-d", "--log-driver", driver));
        options.forEach(option -> args.addAll(List.of("--log-opt", option)));
        args.addAll(List.of("busybox", "sh", "-c", script));
        return ENGINE.docker(args.toArray(String[]::new)).exits(0).text();
    }

    private static JsonNode inspect(String id) {
        try {
            return new ObjectMapper().readTree(ENGINE.docker("inspect", id).exits(0).out()).get(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode delivery(String id, String driver) {
        for (JsonNode one : inspect(id).path("LogDelivery")) {
            if (one.get("Driver").asText().equals(driver)) {
                return one;
            }
        }
        throw new AssertionError("no delivery to " + driver + ": " + inspect(id).path("LogDelivery"));
    }

    private static String update(String id, String config) {
        return ENGINE.curl("/v1.41/containers/" + id + "/update", "-X", "POST", "-H", "Content-Type: application/json", "-d", "{\"LogConfig\":" + config + "}").exits(0).text();
    }

    private static void mustUpdate(String id, String config) {
        assertEquals("{\"Warnings\":null}", update(id, config));
    }

    private static String config(String type, LineServer server) {
        return "{\"Type\":\"" + type + "\",\"Config\":{\"syslog-address\":\"unix://" + server.socket() + "\"}}";
    }

    private static List<String> logs(String id) {
        return ENGINE.docker("logs", id).exits(0).out().lines().toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    private static int last(List<String> lines) {
        return lines.isEmpty() ? 0 : Integer.parseInt(lines.get(lines.size() - 1));
    }

    @Test
    public void twoDriversGetTheSame() {
        LineServer server = server().up();
        String id = run("json-file,syslog", List.of(address(server), "max-size=10m", "syslog.tag=mine", "tag=both"), "seq 1 20000");
        ENGINE.docker("wait", id).exits(0);
        Await.until("all at the destination", () -> server.texts().size() == 20_000);
        assertEquals(numbers(1, 20_000), server.texts());
        assertEquals(numbers(1, 20_000), logs(id));
        assertEquals("{\"Type\":\"json-file,syslog\",\"Config\":{\"max-size\":\"10m\",\"syslog-address\":\"unix://" + server.socket() + "\",\"syslog.tag\":\"mine\",\"tag\":\"both\"}}",
                inspect(id).at("/HostConfig/LogConfig").toString());
        assertTrue(inspect(id).get("LogPath").asText().endsWith("-json.log"));
        assertEquals("[{\"Driver\":\"json-file\",\"Delivered\":20000,\"Dropped\":0,\"DroppedBytes\":0,\"Refused\":0,\"WaitingBytes\":0,\"Error\":\"\"},"
                + "{\"Driver\":\"syslog\",\"Delivered\":20000,\"Dropped\":0,\"DroppedBytes\":0,\"Refused\":0,\"WaitingBytes\":0,\"Error\":\"\"}]", inspect(id).get("LogDelivery").toString());
    }

    @Test
    public void aPlainContainerShowsNothingNew() {
        String id = run("json-file", List.of(), "echo one");
        ENGINE.docker("wait", id).exits(0);
        assertFalse(inspect(id).has("LogDelivery"));
    }

    @Test
    public void logsChangeWhileAContainerWritesAndItsEngineIsKilled() {
        LineServer first = server().up();
        LineServer second = server().up();
        String id = run("json-file", List.of(), "i=0; while [ ! -e /stop ]; do seq $((i * 100 + 1)) $((i * 100 + 100)); usleep 3000; i=$((i + 1)); done; seq $((i * 100 + 1)) $((i * 100 + 100)); ");
        for (int i = 0; i < 3; i++) {
            for (String config : List.of(config("json-file,syslog", first), config("syslog", second), "{\"Type\":\"json-file\"}")) {
                int before = first.size() + second.size() + logs(id).size();
                mustUpdate(id, config);
                Await.until("more output", () -> first.size() + second.size() + logs(id).size() > before + 500);
            }
            ENGINE.kill();
            ENGINE.start();
        }
        ENGINE.docker("exec", id, "touch", "/stop").exits(0);
        ENGINE.docker("wait", id).exits(0);
        List<String> file = logs(id);
        int count = last(file);
        List<String> away = new ArrayList<>(first.texts());
        away.addAll(second.texts());
        assertEquals("none twice", file.size(), new HashSet<>(file).size());
        assertEquals("none twice", first.texts().size(), new HashSet<>(first.texts()).size());
        assertEquals("none twice", second.texts().size(), new HashSet<>(second.texts()).size());
        HashSet<String> all = new HashSet<>(file);
        all.addAll(away);
        List<String> sorted = all.stream().sorted(Comparator.comparingInt(Integer::parseInt)).toList();
        assertEquals(numbers(1, count), sorted);
        assertEquals("{\"Type\":\"json-file\",\"Config\":{}}", inspect(id).at("/HostConfig/LogConfig").toString());
    }

    @Test
    public void aStoppedContainerChangesItsLogForItsNextRun() {
        LineServer server = server().up();
        String id = run("json-file", List.of(), "echo hello");
        ENGINE.docker("wait", id).exits(0);
        mustUpdate(id, config("syslog", server));
        ENGINE.docker("start", id).exits(0);
        Await.until("it arrives", () -> server.texts().equals(List.of("hello")));
    }

    @Test
    public void wrongConfigurationsAreRefusedInDockerdsWords() {
        String id = run("json-file", List.of(), "sleep 1000");
        assertEquals("{\"message\":\"unknown log opt 'foo' for json-file log driver\"}", update(id, "{\"Type\":\"json-file,syslog\",\"Config\":{\"foo\":\"1\"}}"));
        assertEquals("{\"message\":\"error looking up logging plugin nope: plugin \\\"nope\\\" not found\"}", update(id, "{\"Type\":\"nope\"}"));
        assertEquals("{\"message\":\"log driver syslog is named twice: syslog,syslog\"}", update(id, "{\"Type\":\"syslog,syslog\"}"));
        assertEquals("{\"message\":\"log driver none goes with no other: none,syslog\"}", update(id, "{\"Type\":\"none,syslog\"}"));
        assertEquals("{\"Type\":\"json-file\",\"Config\":{}}", inspect(id).at("/HostConfig/LogConfig").toString());
        Command refused = ENGINE.docker("create", "--log-driver", "syslog", "--log-opt", "cache-disabled=foo", "busybox", "true");
        assertEquals("Error response from daemon: invalid value for option cache-disabled: foo", refused.err().lines().findFirst().orElse(""));
    }

    /**
     * The last number that the lines of one connection account for: each that did not come is in a gap that is told where it would be.
     *
     * @param before the last that was accounted for: what was sent to an engine's last connection before it was killed may come again
     */
    private static int follow(List<String> texts, int before, BitSet came) {
        int gaps = 0; // in front of the first number
        int next = 0;
        for (String text : texts) {
            Matcher gap = GAP.matcher(text);
            if (gap.matches()) {
                gaps += next > 0 ? 0 : Integer.parseInt(gap.group(1));
                next += next > 0 ? Integer.parseInt(gap.group(1)) : 0;
                continue;
            }
            int number = Integer.parseInt(text);
            assertTrue(number + " comes after " + before + " and gaps of " + gaps, next > 0 || number - gaps <= before + 1);
            assertEquals(Integer.toString(next > 0 ? next : number), text);
            came.set(number);
            next = number + 1;
        }
        return next > 0 ? next - 1 : before + gaps;
    }

    /** Every record is at the destination or was counted, and the gaps say where. */
    @Test
    public void whatADeafDestinationDoesNotTakeIsCountedExactly() {
        int lines = 1_000_000;
        LineServer server = server().deaf().up();
        String id = run("json-file,syslog", List.of(address(server), "syslog.mode=non-blocking", "syslog.max-buffer-size=256k"), "seq 1 " + lines + "; while [ ! -e /stop ]; do usleep 10000; done");
        Await.until("all in the file", () -> delivery(id, "json-file").get("Delivered").asInt() == lines);
        long dropped = delivery(id, "syslog").get("Dropped").asLong();
        assertTrue("dropped " + dropped, dropped > lines / 2);
        ENGINE.kill();
        ENGINE.start();
        assertEquals(dropped, delivery(id, "syslog").get("Dropped").asLong());
        server.listen();
        Await.until(() -> "nothing waits: " + delivery(id, "syslog"), () -> delivery(id, "syslog").get("WaitingBytes").asInt() == 0 && last(server.texts()) == lines);
        BitSet came = new BitSet();
        int highest = 0;
        for (List<String> texts : server.textsOfConnections()) {
            highest = Math.max(highest, follow(texts, highest, came));
        }
        assertEquals(lines, highest);
        assertEquals(dropped, lines - came.cardinality());
        assertEquals(lines, logs(id).size());
        ENGINE.docker("exec", id, "touch", "/stop").exits(0);
        ENGINE.docker("wait", id).exits(0);
        assertEquals(dropped, delivery(id, "syslog").get("Dropped").asLong());
    }

    @Test
    public void aDestinationThatIsDownIsMadeUpForByTheLocalCopyAndGetsAllLater() {
        LineServer server = server();
        String id = run("syslog", List.of(address(server), "cache-max-size=5m"), "seq 1 30000; while [ ! -e /stop ]; do usleep 10000; done; echo 30001");
        Await.until("all in the copy", () -> last(logs(id)) == 30_000);
        assertFalse(delivery(id, "syslog").get("Error").asText().isEmpty());
        assertTrue(delivery(id, "syslog").get("WaitingBytes").asInt() > 100_000);
        ENGINE.kill();
        ENGINE.start();
        ENGINE.docker("exec", id, "touch", "/stop").exits(0);
        ENGINE.docker("wait", id).exits(0);
        assertEquals(numbers(1, 30_001), logs(id));
        ENGINE.kill();
        ENGINE.start();
        server.up();
        Await.until("all at the destination", () -> server.texts().size() == 30_001);
        assertEquals(numbers(1, 30_001), server.texts());
        assertEquals(numbers(1, 30_001), logs(id));
    }

    @Test
    public void withoutTheLocalCopySuchLogsAreNotShown() {
        LineServer server = server().up();
        String id = run("syslog", List.of(address(server), "cache-disabled=true"), "echo one");
        Command logs = ENGINE.docker("logs", id);
        assertEquals("Error response from daemon: configured logging driver does not support reading", logs.err().strip());
        Await.until("it arrives", () -> server.texts().equals(List.of("one")));
    }

    @Test
    public void aDestinationThatIsRequiredMustBeThereAtTheStart() {
        LineServer server = server();
        Command refused = ENGINE.docker("run", "--name", "needy", "--log-driver", "syslog", "--log-opt", address(server), "--log-opt", "require-destination=true", "busybox", "echo", "one");
        assertEquals(127, refused.exit()); // the command line's answer to "no such file or directory", whatever is missing
        assertTrue(refused.err(), refused.err().contains("failed to initialize logging driver: "));
        JsonNode state = inspect("needy").get("State");
        assertEquals("created 127", state.get("Status").asText() + " " + state.get("ExitCode").asText()); // dockerd goes by the same words
        server.up();
        ENGINE.docker("start", "needy").exits(0);
        Await.until("it arrives", () -> server.texts().equals(List.of("one")));
    }
}
