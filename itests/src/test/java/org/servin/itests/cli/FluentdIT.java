package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Fluentd;
import org.servin.itests.harness.Limit;
import org.servin.itests.harness.TrustedAuthority;

/** The log driver {@code fluentd}, with a destination that is up, down, slow or deaf. The destination is a real one of npm; see {@link Fluentd}. */
public class FluentdIT {
    private static final TrustedAuthority AUTHORITY = new TrustedAuthority("127.0.0.1");
    private static final Engine ENGINE = AUTHORITY.trustedBy(new Engine());

    @ClassRule
    public static final RuleChain BOTH = RuleChain.outerRule(AUTHORITY).around(ENGINE);

    @Rule
    public final Timeout limit = Limit.ofSeconds(180);

    private static String run(List<String> options, String script) {
        List<String> args = new ArrayList<>(List.of("run", "-d", "--log-driver", "fluentd"));
        options.forEach(option -> args.addAll(List.of("--log-opt", option)));
        args.addAll(List.of("busybox", "sh", "-c", script));
        return ENGINE.docker(args.toArray(String[]::new)).exits(0).text();
    }

    private static Fluentd at(int port) {
        return new Fluentd(ENGINE, Integer.toString(port));
    }

    /** Waits as long as something comes. */
    private static void awaitLine(Fluentd fluentd, String line) {
        while (!fluentd.endsWith(line)) {
            long before = fluentd.size();
            Await.until(() -> "line " + line + " at the destination, which has " + before + " bytes", () -> fluentd.endsWith(line) || fluentd.size() > before);
        }
    }

    private static void mustBeOneTo(int last, List<String> lines) {
        assertEquals(last, lines.size());
        for (int i = 0; i < last; i++) {
            assertEquals(Integer.toString(i + 1), lines.get(i));
        }
    }

    /** In order, none missing; what was sent but not acknowledged may be there again, from some earlier line on. */
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
        assertEquals(last, previous);
    }

    @Test
    public void recordsHaveDockerdsMembers() throws Exception {
        Path socket = Files.createTempDirectory("servin-fluentd").resolve("socket");
        try (Fluentd fluentd = new Fluentd(ENGINE, socket.toString()).start("records")) {
            String id = ENGINE.docker("run", "-d", "--name", "members", "--label", "team=a", "-e", "STAGE=test", "--log-driver", "fluentd", "--log-opt", "fluentd-address=unix://" + socket,
                    "--log-opt", "fluentd-sub-second-precision=true", "--log-opt", "tag=docker.{{.Name}}", "--log-opt", "labels=team", "--log-opt", "env-regex=^ST", "busybox", "sh", "-c",
                    "echo one; usleep 50000; echo two >&2; usleep 50000; head -c 20000 /dev/zero | tr '\\0' x; echo").exits(0).text();
            Await.until(() -> "four records: " + fluentd.lines(), () -> fluentd.lines().size() == 4);
            List<JsonNode> records = new ArrayList<>();
            for (String line : fluentd.lines()) {
                records.add(new ObjectMapper().readTree(line));
            }
            assertEquals("docker.members", records.get(0).get("tag").asText());
            String common = "\"container_id\":\"" + id + "\",\"container_name\":\"/members\",";
            assertEquals("{" + common + "\"source\":\"stdout\",\"STAGE\":\"test\",\"team\":\"a\",\"log\":\"one\"}", records.get(0).get("record").toString());
            assertEquals("{" + common + "\"source\":\"stderr\",\"STAGE\":\"test\",\"team\":\"a\",\"log\":\"two\"}", records.get(1).get("record").toString());
            assertEquals(16 * 1024, records.get(2).get("record").get("log").asText().length());
            assertEquals("1 false", records.get(2).get("record").get("partial_ordinal").asText() + " " + records.get(2).get("record").get("partial_last").asText());
            assertEquals("2 true", records.get(3).get("record").get("partial_ordinal").asText() + " " + records.get(3).get("record").get("partial_last").asText());
            assertEquals(records.get(2).get("record").get("partial_id"), records.get(3).get("record").get("partial_id"));
            long milliseconds = records.get(0).get("time").get(0).asLong() * 1000 + records.get(0).get("time").get(1).asLong() / 1_000_000;
            assertTrue("around now: " + milliseconds, Math.abs(System.currentTimeMillis() - milliseconds) < 60_000);
            ENGINE.docker("rm", "-f", id).exits(0);
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.getParent());
        }
    }

    @Test
    public void aMillionLinesArriveOnceAndInOrder() {
        try (Fluentd fluentd = at(24224).start("lines")) {
            long begun = System.nanoTime();
            String id = run(List.of("fluentd-request-ack=true"), "seq 1 1000000");
            awaitLine(fluentd, "1000000");
            long millis = (System.nanoTime() - begun) / 1_000_000;
            System.out.println("fluentd: 1000000 lines with acknowledgements in " + millis + " ms");
            mustBeOneTo(1_000_000, fluentd.lines());
            ENGINE.docker("rm", "-f", id).exits(0);
        }
    }

    @Test
    public void aDestinationThatIsDownStopsNoStartAndGetsAllLater() {
        String id = run(List.of("fluentd-address=127.0.0.1:24301"), "seq 1 5000");
        assertEquals("0", ENGINE.docker("wait", id).exits(0).text());
        try (Fluentd fluentd = at(24301).start("lines")) {
            awaitLine(fluentd, "5000");
            mustBeOneTo(5000, fluentd.lines());
        }
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void aDestinationIsStoppedAndStartedWhileAContainerWrites() {
        try (Fluentd fluentd = at(24302).start("lines")) {
            String id = run(List.of("fluentd-address=127.0.0.1:24302", "fluentd-request-ack=true"),
                    "i=0; until [ -e /told ]; do seq $((i * 5000 + 1)) $((i * 5000 + 5000)); usleep 50000; i=$((i + 1)); done; echo $i >/told");
            for (int i = 0; i < 3; i++) {
                long before = fluentd.size();
                Await.until("the destination gets on", () -> fluentd.size() > before);
                fluentd.stop();
                fluentd.start("lines");
            }
            ENGINE.docker("exec", id, "touch", "/told").exits(0);
            assertEquals("0", ENGINE.docker("wait", id).exits(0).text());
            int last = 5000 * Integer.parseInt(ENGINE.docker("cp", id + ":/told", "-").exits(0).out().substring(512).lines().findFirst().orElseThrow());
            awaitLine(fluentd, Integer.toString(last));
            mustGoOnToWithRepeats(last, fluentd.lines());
            ENGINE.docker("rm", "-f", id).exits(0);
        }
    }

    @Test
    public void aSlowDestinationGetsAll() {
        try (Fluentd fluentd = at(24303).start("slow")) {
            String id = run(List.of("fluentd-address=127.0.0.1:24303", "fluentd-request-ack=true"), "seq 1 200000");
            awaitLine(fluentd, "200000");
            mustBeOneTo(200_000, fluentd.lines());
            ENGINE.docker("rm", "-f", id).exits(0);
        }
    }

    /** One that takes messages and never acknowledges them: nothing of it is felt elsewhere, and the one that takes its place gets all. */
    @Test
    public void aDeafDestinationHoldsUpNobodyElse() {
        try (Fluentd deaf = at(24304).start("deaf"); Fluentd fluentd = at(24304)) {
            String id = run(List.of("fluentd-address=127.0.0.1:24304", "fluentd-request-ack=true"), "seq 1 20000");
            assertEquals("0", ENGINE.docker("wait", id).exits(0).text());
            Command other = ENGINE.docker("run", "--name", "other", "busybox", "echo", "here").exits(0);
            assertEquals("here\n", other.out());
            assertEquals("here\n", ENGINE.docker("logs", "other").exits(0).out());
            deaf.stop();
            fluentd.start("lines");
            awaitLine(fluentd, "20000");
            mustBeOneTo(20_000, fluentd.lines());
            ENGINE.docker("rm", "-f", id, "other").exits(0);
        }
    }

    @Test
    public void speaksTls() {
        try (Fluentd fluentd = new Fluentd(ENGINE, "24305", AUTHORITY.certificates()).start("lines")) {
            String id = run(List.of("fluentd-address=tcp+tls://127.0.0.1:24305", "fluentd-request-ack=true"), "seq 1 50000");
            awaitLine(fluentd, "50000");
            mustBeOneTo(50_000, fluentd.lines());
            ENGINE.docker("rm", "-f", id).exits(0);
        }
    }

    /** Who wants it gets dockerd's way, with its words; {@code fluentd-async} keeps its meaning there. */
    @Test
    public void aDestinationCanBeRequired() {
        String[] required = {"run", "--rm", "--log-driver", "fluentd", "--log-opt", "require-destination=true", "--log-opt", "fluentd-address=127.0.0.1:24399", "busybox", "echo", "ran"};
        Command refused = ENGINE.docker(required).exits(125);
        assertTrue(refused.err(), refused.err().contains("failed to initialize logging driver: dial tcp 127.0.0.1:24399: connect: connection refused"));
        String[] async = {"run", "--name", "async", "--log-driver", "fluentd", "--log-opt", "require-destination=true", "--log-opt", "fluentd-async=true", "--log-opt",
                "fluentd-address=127.0.0.1:24399", "busybox", "echo", "ran"};
        assertEquals("ran\n", ENGINE.docker(async).exits(0).out());
        ENGINE.docker("rm", "-f", "async").exits(0);
    }

    /** As at dockerd, and in its words. */
    @Test
    public void refusesOptionsInDockerdsWords() {
        Command refused = ENGINE.docker("create", "--log-driver", "fluentd", "--log-opt", "fluentd-address=localhost:abc", "busybox", "true").exits(1);
        assertTrue(refused.err(), refused.err().contains("Error response from daemon: invalid fluentd-address localhost:abc: strconv.Atoi: parsing \"abc\": invalid syntax"));
        refused = ENGINE.docker("create", "--log-driver", "fluentd", "--log-opt", "max-size=1k", "busybox", "true").exits(1);
        assertTrue(refused.err(), refused.err().contains("Error response from daemon: unknown log opt 'max-size' for fluentd log driver"));
    }
}
