package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Certificates;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Tokens;

/** All ways to prove who one is, on one engine at once: a certificate, a token, an API key, and the kernel's word at the unix socket; with the docker command and with curl. */
public class WaysInIT {
    private static final String TLS = "https://127.0.0.1:2376";
    private static final String SECRET = "a secret of at least two hundred and fifty-six bits";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FOLDER = folder();
    @ClassRule
    public static final Engine ENGINE = Engine.configured(("\"authentication\": [\"tls\", \"jwt\", \"apikey\", \"peer\"], \"tls\": true, \"tlscacert\": \"%1$s/ca.crt\","
            + " \"tlscert\": \"%1$s/server.crt\", \"tlskey\": \"%1$s/server.key\", \"jwt-issuer\": \"https://issuer.test\", \"jwt-audience\": [\"servin\"],"
            + " \"jwt-secret-file\": \"%1$s/secret\"").formatted(FOLDER), "--host", TLS, "--host", "http://127.0.0.1:2375");
    private static String key;

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("servin-ways");
            Certificates.make(folder, "127.0.0.1");
            Files.writeString(folder.resolve("secret"), SECRET);
            Files.setPosixFilePermissions(folder.resolve("secret"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeClass
    public static void makeKey() {
        ENGINE.warmUp(() -> {
            String made = Command.run(Engine.distribution().resolve("bin/servin").toString(), "shell", "--run", ENGINE.run().toString(),
                    "servin:apikey-create --name ci --group builders --expires 1d").text();
            key = made.lines().flatMap(line -> java.util.Arrays.stream(line.split("\\s+"))).filter(word -> word.matches("servin_\\w+")).findFirst()
                    .orElseThrow(() -> new AssertionError(made));
            curl("-H", "X-API-Key: " + key, TLS + "/_ping").exits(0);
            curl("-H", "Authorization: Bearer " + token("warm"), TLS + "/_ping").exits(0);
        });
    }

    @AfterClass
    public static void removeFolder() {
        Command.run("rm", "-rf", FOLDER.toString()).exits(0);
    }

    private static String token(String subject) {
        return new Tokens(SECRET, "https://issuer.test").of(subject);
    }

    private static Command curl(String... options) {
        List<String> all = new ArrayList<>(List.of("curl", "-sS", "--cacert", FOLDER + "/ca.crt"));
        all.addAll(List.of(options));
        return ENGINE.inNamespace(all.toArray(String[]::new));
    }

    /** Who the engine takes the sender of a request for. */
    private static JsonNode principal(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("-H", "Servin-Dry-Run: 1"));
        all.addAll(List.of(options));
        return JSON.readTree(curl(all.toArray(String[]::new)).text()).get("Principal");
    }

    private static void assertIs(String name, String group, String driver, JsonNode principal) {
        assertEquals(principal.toString(), name, principal.get("Name").asText());
        assertEquals(principal.toString(), driver, principal.get("Driver").asText());
        assertTrue(principal.toString(), group.isEmpty() || principal.get("Groups").toString().contains("\"" + group + "\""));
    }

    @Test
    public void aCertificateATokenAndAKeyEachOpenTheDoor() throws IOException {
        String[] certificate = {"--cert", FOLDER + "/client.cert", "--key", FOLDER + "/client.key", TLS + "/containers/json"};
        String[] bearer = {"-H", "Authorization: Bearer " + token("ada"), TLS + "/containers/json"};
        String[] apiKey = {"-H", "X-API-Key: " + key, TLS + "/containers/json"};
        for (String[] way : List.of(certificate, bearer, apiKey)) {
            assertTrue(JSON.readTree(curl(way).text()).isArray());
        }
        assertIs("client", "", "tls", principal(certificate));
        assertIs("ada", "testers", "jwt", principal(bearer));
        assertIs("ci", "builders", "apikey", principal(apiKey));
        assertIs("root", "root", "peer", principal("--unix-socket", ENGINE.socket().toString(), "http://engine/containers/json"));
    }

    @Test
    public void theFirstDriverThatKnowsTheCallerDecides() throws IOException {
        assertIs("client", "", "tls", principal("--cert", FOLDER + "/client.cert", "--key", FOLDER + "/client.key", "-H", "X-API-Key: " + key, TLS + "/info"));
        assertIs("ada", "testers", "jwt", principal("-H", "X-API-Key: " + key, "-H", "Authorization: Bearer " + token("ada"), TLS + "/info"));
    }

    @Test
    public void whoProvesNothingIsToldHowTo() throws IOException {
        for (String url : new String[] {TLS + "/containers/json", "http://127.0.0.1:2375/_ping"}) {
            String answer = curl("-i", url).text();
            assertTrue(answer, answer.startsWith("HTTP/1.1 401 "));
            assertTrue(answer, answer.contains("\nWWW-Authenticate: Bearer"));
            JsonNode body = JSON.readTree(answer.substring(answer.indexOf('{')));
            assertEquals("authentication is required", body.get("message").asText());
            assertEquals("unauthenticated", body.get("code").asText());
            assertTrue(body.get("details").isObject());
        }
    }

    @Test
    public void wrongCredentialsAreNotShown() {
        for (String header : new String[] {"Authorization: Bearer " + token("ada") + "x", "X-API-Key: " + key + "x"}) {
            String answer = curl("-i", "-H", header, TLS + "/containers/json").text();
            assertTrue(answer, answer.startsWith("HTTP/1.1 401 "));
            assertTrue(answer, !answer.contains(key) && !answer.contains(token("ada")));
        }
        assertTrue(!ENGINE.logText().contains(key));
    }

    @Test
    public void theDockerCommandComesInByCertificate() {
        String[] how = {"docker", "-H", "tcp://127.0.0.1:2376", "--tlsverify", "--tlscacert", FOLDER + "/ca.crt", "--tlscert", FOLDER + "/client.cert", "--tlskey", FOLDER + "/client.key"};
        assertEquals("through", ENGINE.inNamespace(and(how, "run", "--rm", "busybox", "echo", "through")).text());
    }

    @Test
    public void theDockerCommandComesInByContext() {
        String config = "DOCKER_CONFIG=" + FOLDER + "/context";
        ENGINE.inNamespace("env", config, "docker", "context", "create", "engine", "--docker",
                "host=tcp://127.0.0.1:2376,ca=%1$s/ca.crt,cert=%1$s/client.cert,key=%1$s/client.key".formatted(FOLDER)).exits(0);
        assertEquals("through", ENGINE.inNamespace("env", config, "docker", "--context", "engine", "run", "--rm", "-i", "busybox", "sh", "-c", "cat; echo through").text());
    }

    @Test
    public void theDockerCommandComesInWithAHeader() throws IOException {
        Path config = Files.createDirectories(FOLDER.resolve("header"));
        Files.writeString(config.resolve("config.json"), "{\"HttpHeaders\": {\"X-API-Key\": \"" + key + "\"}}");
        String[] how = {"env", "DOCKER_CONFIG=" + config, "docker", "-H", "tcp://127.0.0.1:2375"};
        assertEquals("through", ENGINE.inNamespace(and(how, "run", "--rm", "busybox", "echo", "through")).text());
        Command without = ENGINE.inNamespace("docker", "-H", "tcp://127.0.0.1:2375", "ps");
        assertNotEquals(0, without.exit());
        assertTrue(without.err(), without.err().contains("authentication is required"));
    }

    private static String[] and(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
