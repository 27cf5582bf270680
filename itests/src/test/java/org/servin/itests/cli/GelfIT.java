package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.After;
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
import org.servin.itests.harness.GelfServer;
import org.servin.itests.harness.Limit;

/** The log driver {@code gelf}. The destination is {@link GelfServer}, which stands in for Graylog; dockerd's own driver sends to it here, too. */
public class GelfIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static final String HOST = "192.0.2.1";
    private static final int PORT = 12201;
    private static final String UDP = "gelf-address=udp://" + HOST + ":" + PORT;
    private static final String TCP = "gelf-address=tcp://" + HOST + ":" + PORT;
    private static final String SCRIPT = "echo one; usleep 100000; echo two >&2; usleep 100000; printf 'tab\\t<&>\\303\\251\\377\\n\\n   \\n';"
            + " yes 0123456789abcdef | head -n 1200 | md5sum; head -c 20000 /bin/busybox | od -An -tx1 | tr -d '\\n'; printf '\\nlast'";
    private static GelfServer server;

    @Rule
    public final Timeout limit = Limit.ofSeconds(180);

    @BeforeClass
    public static void listen() throws IOException {
        ENGINE.reachable();
        server = new GelfServer(HOST, PORT).start();
        ENGINE.warmUp(() -> {
            String id = run(List.of(UDP), "echo warm");
            awaitMessages(1);
            ENGINE.docker("rm", "-f", id).exits(0);
        });
    }

    @AfterClass
    public static void stop() throws IOException {
        server.close();
    }

    @Before
    public void forget() {
        server.forget();
    }

    @After
    public void mustBeWithoutFault() {
        assertEquals(List.of(), server.faults());
    }

    private static String run(List<String> options, String script) {
        List<String> args = new ArrayList<>(List.of("run", "-d", "--log-driver", "gelf"));
        options.forEach(option -> args.addAll(List.of("--log-opt", option)));
        args.addAll(List.of("busybox", "sh", "-c", script));
        return ENGINE.docker(args.toArray(String[]::new)).exits(0).text();
    }

    private static void awaitMessages(int count) {
        Await.until(() -> count + " messages, there are " + server.size(), () -> server.size() >= count);
    }

    private static void awaitLast(String text) {
        Await.until(() -> text + " at the server, which has " + server.size() + " messages, the last of which is " + server.last(), () -> server.last().equals(text));
    }

    private static void mustBeOneTo(int last) {
        List<String> texts = server.texts();
        for (int i = 0; i < Math.min(last, texts.size()); i++) {
            assertEquals("number " + i + " of " + texts.size(), Integer.toString(i + 1), texts.get(i));
        }
        assertEquals(last, texts.size());
    }

    private static List<String> arguments(List<String> options) {
        List<String> args = new ArrayList<>(List.of("run", "-d", "--network", "none", "--name", "fields", "--label", "team=a", "--label", "image_id=label", "-e", "STAGE=test", "-e", "_UNDER=score",
                "--log-driver", "gelf", "--log-opt", "labels=team,image_id", "--log-opt", "env=_UNDER", "--log-opt", "env-regex=^ST", "--log-opt", "tag={{.Name}}/{{.ImageName}}"));
        options.forEach(option -> args.addAll(List.of("--log-opt", option)));
        args.addAll(List.of("busybox", "sh", "-c", SCRIPT));
        return args;
    }

    /** What came of a container, without what is of one container only. */
    private static List<JsonNode> common(List<JsonNode> messages, String id) {
        List<JsonNode> common = new ArrayList<>();
        for (JsonNode message : messages) {
            ObjectNode copy = message.deepCopy();
            assertEquals(id, copy.remove("_container_id").asText());
            assertTrue(copy.remove("_created").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z"));
            double age = System.currentTimeMillis() / 1000.0 - copy.remove("timestamp").asDouble();
            assertTrue("of " + age + " seconds ago", Math.abs(age) < 60);
            common.add(copy);
        }
        return common;
    }

    /** Messages of the two engines, by each way: the same fields, values and types, and the same ones in chunks. */
    @Test
    public void messagesAreDockerds() {
        List<List<String>> ways = List.of(List.of(TCP), List.of(UDP), List.of(UDP, "gelf-compression-type=zlib", "gelf-compression-level=9"), List.of(UDP, "gelf-compression-type=none"));
        try (Dockerd dockerd = new Dockerd(ENGINE, Map.of())) {
            for (List<String> way : ways) {
                server.forget();
                String id = dockerd.docker(arguments(way).toArray(String[]::new)).text();
                awaitLast("last");
                int chunked = server.chunked();
                List<JsonNode> theirs = common(server.messages(), id);
                dockerd.docker("rm", "-f", id).exits(0);
                server.forget();
                id = ENGINE.docker(arguments(way).toArray(String[]::new)).text();
                awaitMessages(theirs.size());
                List<JsonNode> ours = common(server.messages(), id);
                ENGINE.docker("rm", "-f", id).exits(0);
                assertEquals(way.toString(), sorted(theirs), sorted(ours));
                assertEquals(way.toString(), chunked, server.chunked());
                assertTrue(way.toString(), way.contains(TCP) || chunked > 0);
            }
        }
    }

    /** The two streams of a container are not in order with each other. */
    private static Set<String> sorted(List<JsonNode> messages) {
        Set<String> texts = new TreeSet<>();
        messages.forEach(message -> texts.add(message.toString()));
        assertEquals(messages.size(), texts.size());
        return texts;
    }

    @Test
    public void aMillionLinesArriveOnceAndInOrderByTcp() {
        long begun = System.nanoTime();
        String id = run(List.of(TCP), "seq 1 1000000");
        awaitLast("1000000");
        System.out.println("gelf: 1000000 lines by TCP in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        mustBeOneTo(1_000_000);
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void aServerThatIsDownStopsNoStartAndGetsAllLater() throws IOException {
        server.stop();
        String id;
        try {
            id = run(List.of(TCP), "seq 1 5000");
            assertEquals("0", ENGINE.docker("wait", id).exits(0).text());
        } finally {
            server.start();
        }
        awaitLast("5000");
        mustBeOneTo(5000);
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    /** As TCP has it, what the kernel has acknowledged and the server not read when it ends is missing, once each time; other lines may be there again. */
    @Test
    public void aServerIsStoppedAndStartedWhileAContainerWrites() throws IOException {
        String id = run(List.of(TCP, "gelf-tcp-max-reconnect=1", "gelf-tcp-reconnect-delay=0"), "i=0; while [ $i -lt 60 ]; do seq $((i * 2000 + 1)) $((i * 2000 + 2000)); usleep 50000; i=$((i + 1)); done");
        for (int i = 0; i < 3; i++) {
            int before = server.size();
            Await.until("the server gets on", () -> server.size() > before);
            server.stop();
            server.start();
        }
        awaitLast("120000");
        int highest = 0;
        int gaps = 0;
        for (String text : server.texts()) {
            int number = Integer.parseInt(text);
            gaps += number > highest + 1 ? 1 : 0;
            highest = Math.max(highest, number);
        }
        assertEquals(120_000, highest);
        assertTrue(gaps + " gaps", gaps <= 3);
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    /** As at dockerd, and in its words. */
    @Test
    public void refusesOptionsInDockerdsWords() {
        String[][] refusals = {
            {"tag=x", "gelf-address is a required parameter"},
            {"gelf-address=unix:///x", "gelf: endpoint needs to be TCP or UDP"},
            {"gelf-address=udp://127.0.0.1", "gelf: please provide gelf-address as proto://host:port"}};
        for (String[] refusal : refusals) {
            Command refused = ENGINE.docker("create", "--log-driver", "gelf", "--log-opt", refusal[0], "busybox", "true").exits(1);
            assertTrue(refused.err(), refused.err().contains("Error response from daemon: " + refusal[1]));
        }
        Command refused = ENGINE.docker("create", "--log-driver", "gelf", "--log-opt", TCP, "--log-opt", "gelf-compression-type=none", "busybox", "true").exits(1);
        assertTrue(refused.err(), refused.err().contains("Error response from daemon: compression is only supported on UDP"));
    }
}
