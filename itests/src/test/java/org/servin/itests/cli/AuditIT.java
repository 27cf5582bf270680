package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Certificates;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Limit;

/** An obligatory audit log: what it says of callers of all kinds, and that nothing is done without it. Each line is there when its call is answered. */
public class AuditIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = folder();
    private static final Path LOG = FOLDER.resolve("audit/audit.log");
    @ClassRule
    public static final Engine ENGINE = Engine.configured(("\"audit-log\": \"%2$s\", \"audit-log-required\": true, \"authentication\": [\"tls\", \"apikey\", \"peer\"], \"tls\": true,"
            + " \"tlscacert\": \"%1$s/ca.crt\", \"tlscert\": \"%1$s/server.crt\", \"tlskey\": \"%1$s/server.key\"").formatted(FOLDER, LOG),
            "--host", "https://127.0.0.1:2376", "--host", "http://127.0.0.1:2375");

    @Rule
    public final Timeout limit = Limit.ofSeconds(300);

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("servin-audit");
            Files.createDirectory(folder.resolve("audit"));
            Certificates.make(folder, "127.0.0.1");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeClass
    public static void warmUp() {
        ENGINE.warmUp(() -> {
            shell("lb").exits(0);
            curl("--cert", FOLDER + "/client.cert", "--key", FOLDER + "/client.key", "https://127.0.0.1:2376/_ping");
            curl("http://127.0.0.1:2375/_ping");
        });
    }

    @AfterClass
    public static void removeFolder() {
        Command.run("rm", "-rf", FOLDER.toString()).exits(0);
    }

    private static Command shell(String... words) {
        List<String> args = new ArrayList<>(List.of(Engine.distribution().resolve("bin/servin").toString(), "shell", "--run", ENGINE.run().toString()));
        args.addAll(List.of(words));
        return Command.run(args.toArray(String[]::new));
    }

    private static String curl(String... options) {
        List<String> all = new ArrayList<>(List.of("curl", "-sS", "--cacert", FOLDER + "/ca.crt", "-w", " %{http_code}"));
        all.addAll(List.of(options));
        return ENGINE.inNamespace(all.toArray(String[]::new)).text();
    }

    private static List<JsonNode> lines() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String line : Files.readAllLines(LOG)) {
            all.add(JSON.readTree(line));
        }
        return all;
    }

    private static List<JsonNode> after(int first) throws IOException {
        List<JsonNode> all = lines();
        return all.subList(first, all.size());
    }

    private static JsonNode only(List<JsonNode> lines) {
        assertEquals(lines.toString(), 1, lines.size());
        return lines.get(0);
    }

    @Test
    public void saysWhatTheDockerCommandDoes() throws IOException {
        int first = lines().size();
        String id = ENGINE.docker("create", "--name", "audited", "busybox", "true").text();
        ENGINE.docker("start", "-a", "audited").exits(0);
        ENGINE.docker("rm", "audited").exits(0);
        List<JsonNode> all = after(first);
        for (JsonNode line : all) {
            assertEquals("allowed", line.at("/result").textValue());
            assertEquals("root", line.at("/who/name").textValue());
            assertEquals("peer", line.at("/who/method").textValue());
            assertEquals("unix", line.at("/from/transport").textValue());
            assertEquals(0, line.at("/from/uid").intValue());
            assertTrue(line.toString(), line.at("/from/pid").intValue() > 0);
        }
        List<String> actions = all.stream().map(line -> line.at("/action").textValue()).toList();
        assertTrue(actions.toString(), actions.containsAll(List.of("container.create", "container.attach", "container.start", "container.wait", "container.remove")));
        JsonNode start = only(all.stream().filter(line -> line.at("/action").asText().equals("container.start")).toList());
        assertEquals(id, start.at("/target/id").textValue());
        assertTrue(start.toString(), start.at("/target/names").toString().contains("audited"));
        assertTrue(start.toString(), start.at("/uri").textValue().endsWith("/start"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(LOG)));
    }

    @Test
    public void saysWhoCameByWhichWay() throws IOException {
        int first = lines().size();
        assertTrue(curl("--cert", FOLDER + "/client.cert", "--key", FOLDER + "/client.key", "https://127.0.0.1:2376/v1.41/info").endsWith(" 200"));
        assertTrue(curl("https://127.0.0.1:2376/v1.41/info").endsWith(" 401"));
        assertTrue(curl("-H", "X-API-Key: servin_secret1", "http://127.0.0.1:2375/v1.41/containers/json?all=1").endsWith(" 401"));
        List<JsonNode> all = after(first);
        assertEquals(all.toString(), 3, all.size());
        assertEquals("client", all.get(0).at("/who/name").textValue());
        assertEquals("tls", all.get(0).at("/who/method").textValue());
        assertEquals("CN=client", all.get(0).at("/from/certificate").textValue());
        assertEquals("system.info", all.get(0).at("/action").textValue());
        assertEquals("tls", all.get(1).at("/from/transport").textValue());
        assertTrue(all.get(1).toString(), all.get(1).at("/who").isMissingNode());
        assertEquals("tcp", all.get(2).at("/from/transport").textValue());
        assertTrue(all.get(2).toString(), all.get(2).at("/from/address").textValue().startsWith("127.0.0.1"));
        assertEquals("/v1.41/containers/json?all=1", all.get(2).at("/uri").textValue());
        for (JsonNode refused : all.subList(1, 3)) {
            assertEquals("unauthenticated", refused.at("/result").textValue());
        }
    }

    @Test
    public void holdsNoSecretsAndCannotBeForged() throws IOException {
        int first = lines().size();
        ENGINE.curl("/v1.41/images/create?fromSrc=http://user:secret2@127.0.0.1:1/x", "-X", "POST", "-H", "X-Registry-Auth: secret3", "-H", "Authorization: Bearer secret4").exits(0);
        ENGINE.curl("/v1.41/auth", "-X", "POST", "-H", "Content-Type: application/json", "-d", "{\"username\":\"u\",\"password\":\"secret5\",\"serveraddress\":\"127.0.0.1:1\"}").exits(0);
        ENGINE.curl("/v1.41/containers/create", "-X", "POST", "-H", "Content-Type: application/json", "-d", "{\"Image\":\"no-such\",\"Env\":[\"X=secret6\"]}").exits(0);
        ENGINE.curl("/v1.41/containers/x%0A%7B%22result%22%3A%22forged%22%7D%0A%1B%5B2K/json").exits(0);
        List<JsonNode> all = after(first); // each line is one object
        assertEquals(all.toString(), 4, all.size());
        assertTrue(all.stream().noneMatch(line -> line.at("/result").asText().equals("forged")));
        assertFalse(Files.readString(LOG), Files.readString(LOG).contains("secret"));
    }

    @Test
    public void isOpenedAgainWhenItWasMovedAway() throws IOException {
        ENGINE.docker("ps").exits(0);
        Path moved = LOG.resolveSibling("moved");
        Files.move(LOG, moved);
        int before = Files.readAllLines(moved).size();
        ENGINE.docker("ps").exits(0);
        assertFalse(lines().isEmpty());
        assertEquals(before, Files.readAllLines(moved).size());
        Files.delete(moved);
    }

    @Test
    public void nothingIsDoneWhileItsBundleIsStopped() throws IOException {
        String bundle = shell("lb -s org.servin.audit.jsonl").text().lines().filter(line -> line.contains("org.servin.audit.jsonl")).map(line -> line.split("\\|")[0].strip()).findFirst()
                .orElseThrow(() -> new AssertionError("there is no such bundle"));
        shell("stop " + bundle).exits(0);
        int first = lines().size();
        String refused = ENGINE.curl("/v1.41/volumes/create", "-X", "POST", "-H", "Content-Type: application/json", "-d", "{\"Name\":\"unaudited\"}", "-w", " %{http_code}").text();
        shell("start " + bundle).exits(0);
        assertTrue(refused, refused.contains("nothing is allowed without an audit log") && refused.endsWith(" 503"));
        assertEquals("", ENGINE.docker("volume", "ls", "-q").text());
        assertFalse(after(first).isEmpty());
    }

    @Test
    public void nothingIsDoneWhileTheDiskIsFull() throws IOException {
        Command.run("mount", "-t", "tmpfs", "-o", "size=256k", "audit", LOG.getParent().toString()).exits(0);
        try {
            ENGINE.docker("ps").exits(0);
            assertFalse(lines().isEmpty());
            Path filler = LOG.resolveSibling("filler");
            Command.run("sh", "-c", "cat /dev/zero > " + filler); // until there is no room
            StringBuilder refused = new StringBuilder();
            Await.until("a call is refused", () -> { // the file's last page has room for some lines
                refused.append(ENGINE.curl("/v1.41/volumes/create", "-X", "POST", "-H", "Content-Type: application/json", "-d", "{\"Name\":\"unaudited\"}", "-w", " %{http_code}\n").text());
                return refused.toString().endsWith(" 503");
            });
            assertTrue(refused.toString(), refused.toString().contains("nothing is allowed that is not in the audit log " + LOG) && refused.toString().contains("No space left on device"));
            Files.delete(filler);
            assertEquals(0, ENGINE.docker("ps").exit());
            try (Stream<String> all = Files.lines(LOG)) {
                JSON.readTree(all.reduce((a, b) -> b).orElseThrow()); // a cut line has spoilt no other
            }
            ENGINE.docker("volume", "rm", "-f", "unaudited").exits(0);
        } finally {
            Await.until("the engine lets the file go", () -> Command.run("umount", LOG.getParent().toString()).exit() == 0);
        }
    }

    @Test
    public void aLineThatACrashHasCutSpoilsNoOther() throws IOException {
        ENGINE.docker("ps").exits(0);
        ENGINE.kill();
        int before = Files.readAllLines(LOG).size();
        Files.writeString(LOG, "{\"time\":\"2026-01-01T0", StandardOpenOption.APPEND);
        ENGINE.start();
        List<String> all = Files.readAllLines(LOG);
        assertEquals("{\"time\":\"2026-01-01T0", all.get(before));
        for (String line : all.subList(before + 1, all.size())) {
            JSON.readTree(line);
        }
        assertTrue(all.size() > before + 1);
        Files.write(LOG, all.stream().filter(line -> line.endsWith("}")).toList());
    }
}
