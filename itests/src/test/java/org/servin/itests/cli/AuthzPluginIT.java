package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TestRule;
import org.junit.rules.Timeout;
import org.servin.itests.harness.AuthzPlugin;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Dockerd;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Limit;

/** Docker's authorization plugins decide about everything, and are asked as dockerd asks them. */
public class AuthzPluginIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AuthzPlugin OURS = new AuthzPlugin("ours");
    private static final AuthzPlugin DOCKERDS = new AuthzPlugin("dockerds");
    private static final Engine ENGINE = Engine.configured("\"authorization-plugins\": [\"%s\"], \"authorization-plugin-timeout\": 6".formatted(OURS.name()));
    /** The engine starts only with an answer of its plugin, and is cleaned up by calls that this has to allow. */
    @ClassRule
    public static final TestRule ORDER = RuleChain.outerRule(OURS).around(DOCKERDS).around(ENGINE);
    private static final String NEW = "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"Labels\":{\"a\":\"b&<c\"}}";

    @Rule
    public final Timeout limit = Limit.ofSeconds(300);

    /** As many connections to the plugin as are kept at most. */
    @BeforeClass
    public static void warmUp() {
        ENGINE.warmUp(() -> CompletableFuture.allOf(java.util.stream.IntStream.range(0, 12).mapToObj(i -> CompletableFuture.runAsync(() -> call("GET", "/v1.41/version")))
                .toArray(CompletableFuture[]::new)).join());
    }

    private interface Caller {
        Command curl(String path, String... options);
    }

    private static String call(Caller engine, String method, String path, String... options) {
        List<String> all = new ArrayList<>(List.of("-X", method, "-w", " %{http_code}"));
        all.addAll(List.of(options));
        return engine.curl(path, all.toArray(String[]::new)).text();
    }

    private static String call(String method, String path, String... options) {
        return call(ENGINE::curl, method, path, options);
    }

    private static String[] json(String body) {
        return new String[] {"-H", "Content-Type: application/json", "-H", "X-Registry-Auth: c2VjcmV0", "-H", "Authorization: Bearer secret", "-H", "x-some: 1", "-d", body};
    }

    /** The same to both; what clients see. */
    private static List<String> play(Caller engine, String plugin) {
        List<String> seen = new ArrayList<>();
        seen.add(call(engine, "POST", "/v1.41/containers/create?name=authz1", json(NEW)).replaceAll("[0-9a-f]{64}", "ID"));
        seen.add(call(engine, "POST", "/v1.41/containers/create?name=authz2&x=deny-request", json(NEW)));
        seen.add(call(engine, "POST", "/v1.41/containers/create?name=authz2", json("{\"Image\":\"busybox\",\"HostConfig\":{\"Privileged\":true}}")));
        seen.add(call(engine, "GET", "/v1.41/containers/authz1/json?x=garbage"));
        seen.add(call(engine, "GET", "/v1.41/containers/authz1/json?x=trouble"));
        seen.add(call(engine, "GET", "/v1.41/volumes?x=deny-answer"));
        seen.add(call(engine, "GET", "/v1.41/containers/no-such/json"));
        seen.add(call(engine, "GET", "/containers/no-such/json"));
        seen.add(call(engine, "POST", "/v1.41/containers/authz1/start"));
        seen.add(call(engine, "POST", "/v1.41/containers/authz1/wait"));
        seen.add(call(engine, "DELETE", "/v1.41/containers/authz1?force=1"));
        seen.add(call(engine, "POST", "/v1.41/volumes/create", json("{\"Name\":\"authz1\",\"Driver\":\"local\"}")).replaceAll("(?s).* ", ""));
        seen.add(call(engine, "DELETE", "/v1.41/volumes/authz1"));
        return seen.stream().map(text -> text.replace(plugin, "PLUGIN").replaceAll("\\s+", " ")).toList();
    }

    private static List<JsonNode> asked(AuthzPlugin plugin, int from) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String line : plugin.asked().subList(from, plugin.asked().size())) {
            JsonNode read = JSON.readTree(line);
            if (!read.get("path").textValue().equals("/Plugin.Activate")) { // asked once, or after trouble
                all.add(read);
            }
        }
        return all;
    }

    /** What a plugin decides by: everything but how the content's text is written, which differs in length, and the answers' texts. */
    private static String comparable(JsonNode line) throws IOException {
        ObjectNode asked = line.get("asked").deepCopy();
        String body = "";
        if (asked.has("RequestBody")) {
            JsonNode content = JSON.readTree(asked.get("RequestBody").textValue());
            for (String place : List.of("/Image", "/Cmd", "/Labels", "/HostConfig/Privileged", "/Name", "/Driver")) {
                JsonNode value = content.at(place); // what the client has not said may be said as none
                body += value.isMissingNode() || value.isNull() || value.isBoolean() && !value.booleanValue() ? "" : value.toString();
            }
        }
        asked.remove(List.of("RequestBody", "ResponseBody", "ResponseHeaders", "ResponseStatusCode"));
        ((ObjectNode) asked.get("RequestHeaders")).remove("Content-Length");
        return line.get("path").textValue() + " " + asked + " " + body;
    }

    @Test
    public void asksAndAnswersAsDockerd() throws IOException {
        try (Dockerd dockerd = new Dockerd(ENGINE, Map.of(), "--authorization-plugin", DOCKERDS.name())) {
            int ourFirst = OURS.asked().size();
            int theirFirst = DOCKERDS.asked().size();
            List<String> theirs = play(dockerd::curl, DOCKERDS.name());
            List<String> ours = play(ENGINE::curl, OURS.name());
            assertEquals(String.join("\n", theirs), String.join("\n", ours).replaceAll(",\"code\":\"forbidden\",\"details\":\\{[^}]*\\}", ""));
            List<String> askedByThem = new ArrayList<>();
            for (JsonNode line : asked(DOCKERDS, theirFirst)) {
                askedByThem.add(comparable(line));
            }
            List<String> askedByUs = new ArrayList<>();
            for (JsonNode line : asked(OURS, ourFirst)) {
                askedByUs.add(comparable(line));
            }
            assertEquals(String.join("\n", askedByThem), String.join("\n", askedByUs));
            JsonNode first = asked(OURS, ourFirst).get(0);
            assertEquals(asked(DOCKERDS, theirFirst).get(0).get("members"), first.get("members"));
            assertEquals(asked(DOCKERDS, theirFirst).get(0).get("accept"), first.get("accept"));
            assertFalse(OURS.asked().toString().matches("(?s).*(secret|c2VjcmV0).*"));
        }
    }

    @Test
    public void aLargeContentHidesNothing() {
        String padding = "x".repeat(1 << 20);
        String body = "{\"Image\":\"busybox\",\"Labels\":{\"a\":\"" + padding + "\"},\"HostConfig\":{\"Privileged\":true}}";
        Command refused = Command.run(Map.of(), body.getBytes(java.nio.charset.StandardCharsets.UTF_8), List.of("curl", "-sS", "--unix-socket", ENGINE.socket().toString(), "-w", " %{http_code}",
                "-H", "Content-Type: application/json", "-H", "Expect:", "-H", "Transfer-Encoding: chunked", "-d", "@-", "http://engine/v1.41/containers/create?name=authz-large"));
        assertTrue(refused.text(), refused.text().contains("authorization denied by plugin " + OURS.name() + ": not you") && refused.text().endsWith(" 403"));
    }

    @Test
    public void commandsAreDecidedAbout() {
        assertEquals("through", ENGINE.docker("run", "--rm", "busybox", "echo", "through").text());
        assertEquals("interactive", ENGINE.docker("interactive".getBytes(java.nio.charset.StandardCharsets.UTF_8), "run", "--rm", "-i", "busybox", "cat").text());
        Command refused = ENGINE.docker("run", "--rm", "--privileged", "busybox", "true");
        assertTrue(refused.err(), refused.exit() == 126 || refused.exit() == 125 || refused.exit() == 1);
        assertTrue(refused.err(), refused.err().contains("authorization denied by plugin " + OURS.name() + ": not you"));
        assertTrue(ENGINE.docker("info").text().contains(OURS.name()));
    }

    @Test
    public void whatIsDeniedByItsAnswerIsDone() {
        assertTrue(call("POST", "/v1.41/volumes/create?x=deny-answer", json("{\"Name\":\"authz-answer\"}")).contains(": not that"));
        assertEquals("authz-answer", ENGINE.docker("volume", "ls", "-q", "--filter", "name=authz-answer").text());
        ENGINE.docker("volume", "rm", "authz-answer").exits(0);
    }

    @Test
    public void aPluginThatIsKilledLetsNothingThroughUntilItIsBack() {
        int before = OURS.asked().size();
        OURS.kill();
        try {
            String refused = call("GET", "/v1.41/version");
            assertTrue(refused, refused.contains("plugin " + OURS.name() + " failed with error: Post ") && refused.contains("connect: connection refused") && refused.endsWith(" 500"));
        } finally {
            OURS.start();
        }
        assertTrue(call("GET", "/v1.41/version").endsWith(" 200"));
        assertTrue(OURS.asked().get(before).contains("/Plugin.Activate"));
    }

    @Test
    public void aPluginThatHangsHoldsNobodyElseUp() {
        CompletableFuture<String> hanging = CompletableFuture.supplyAsync(() -> call("GET", "/v1.41/version?x=hang"));
        for (int i = 0; i < 5; i++) {
            assertTrue(call("GET", "/v1.41/version").endsWith(" 200"));
        }
        assertTrue(hanging.join(), hanging.join().contains("failed with error: Post ") && hanging.join().contains("i/o timeout") && hanging.join().endsWith(" 500"));
    }
}
