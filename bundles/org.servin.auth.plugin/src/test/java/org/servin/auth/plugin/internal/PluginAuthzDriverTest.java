package org.servin.auth.plugin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AccessAnswer;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.Verdict;

@Timeout(60)
class PluginAuthzDriverTest {
    private static final Map<String, List<String>> JSON = Map.of("content-type", List.of("application/json"));
    @TempDir
    Path folder;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(folder.resolve("run"));
        Files.createDirectories(folder.resolve("etc"));
        Files.createDirectories(folder.resolve("lib"));
    }

    private Path socket(String name) {
        return folder.resolve("run/" + name + ".sock");
    }

    private static String failure(PluginAuthzDriver driver, AccessRequest request) {
        ServinException e = assertThrows(ServinException.class, () -> driver.judge(request));
        assertEquals(ErrorKind.INTERNAL, e.kind());
        return e.getMessage();
    }

    @Test
    void asksWithDockerdsMembersInItsOrder() throws IOException {
        try (FakePlugin plugin = FakePlugin.answering(socket("p"), a -> FakePlugin.ALLOW)) {
            PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "p");
            AccessRequest request = Requests.of(new Principal("client", Set.of(), "tls"), "POST", "/v1.41/containers/create?name=a%2Fb", List.of(), Map.of("content-type", List.of("text/plain"),
                    "content-length", List.of("3"), "x-a-b", List.of("1", "2"), "authorization", List.of("secret"), "x-registry-auth", List.of("secret"), "host", List.of("h"),
                    "x-registry-config", List.of("secret"), "accept", List.of("*/*")), Optional.of("{\"Image\":\"x\"}"));
            assertEquals(Verdict.allow(""), driver.judge(request));
            String about = "{\"User\":\"client\",\"UserAuthNMethod\":\"TLS\",\"RequestMethod\":\"POST\",\"RequestUri\":\"/v1.41/containers/create?name=a%2Fb\","
                    + "\"RequestBody\":\"eyJJbWFnZSI6IngifQ==\",\"RequestHeaders\":{\"Accept\":\"*/*\",\"Content-Length\":\"13\",\"Content-Type\":\"application/json\",\"X-A-B\":\"2\"}";
            assertEquals(about + "}", plugin.asked.get(1).body());
            driver.judge(request, new AccessAnswer(201, Map.of("Content-Type", List.of("application/json"), "api-version", List.of("1.41")), Optional.of("{}".getBytes(StandardCharsets.UTF_8))));
            assertEquals(about + ",\"ResponseStatusCode\":201,\"ResponseBody\":\"e30=\",\"ResponseHeaders\":{\"Api-Version\":\"1.41\",\"Content-Type\":\"application/json\"}}",
                    plugin.asked.get(2).body());
            assertEquals(List.of("/Plugin.Activate", "/AuthZPlugin.AuthZReq", "/AuthZPlugin.AuthZRes"), plugin.asked.stream().map(FakePlugin.Asked::path).toList());
            assertTrue(plugin.asked.get(1).head().contains("\r\nAccept: application/vnd.docker.plugins.v1.2+json\r\n"), plugin.asked.get(1).head());
            driver.close();
        }
    }

    @Test
    void showsNoPasswordOfALogin() throws IOException {
        try (FakePlugin plugin = FakePlugin.answering(socket("p"), a -> FakePlugin.ALLOW)) {
            PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "p");
            for (String uri : List.of("/auth", "/v1.41/auth", "/v1.41/auth?x=1")) {
                AccessRequest login = Requests.post(uri, "{\"password\":\"p\"}", JSON);
                driver.judge(login);
                driver.judge(login, new AccessAnswer(200, JSON, Optional.of("{\"IdentityToken\":\"t\"}".getBytes(StandardCharsets.UTF_8))));
            }
            driver.judge(Requests.post("/v1.41/containers/x/auth", "{}", JSON));
            assertEquals(7, plugin.questions().size());
            plugin.questions().subList(0, 6).forEach(asked -> assertFalse(asked.body().contains("Body"), asked.body()));
            assertTrue(plugin.questions().get(6).body().contains("RequestBody"));
            driver.close();
        }
    }

    @Test
    void theFirstThatDeniesEndsIt() throws IOException {
        try (FakePlugin first = FakePlugin.answering(socket("first"), a -> FakePlugin.ALLOW);
                FakePlugin second = FakePlugin.answering(socket("second"), a -> a.body().contains("/no") ? "{\"Allow\":false,\"Msg\":\"not you\"}" : FakePlugin.ALLOW);
                FakePlugin third = FakePlugin.answering(socket("third"), a -> FakePlugin.ALLOW)) {
            PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "first", "second", "first", "third");
            assertEquals(Verdict.deny("second", "authorization denied by plugin second: not you"), driver.judge(Requests.get("/no")));
            assertEquals(List.of(1, 1, 0), List.of(first.questions().size(), second.questions().size(), third.questions().size()));
            assertEquals(Verdict.allow(""), driver.judge(Requests.get("/yes")));
            assertEquals(List.of(2, 2, 1), List.of(first.questions().size(), second.questions().size(), third.questions().size()));
            driver.close();
        }
    }

    /** The right column is what dockerd 20.10 said to the same. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``|plugin p failed with error: EOF",
        "`  `|plugin p failed with error: EOF",
        "{\"Allow\": tr|plugin p failed with error: unexpected EOF",
        "{\"Allow\": true|plugin p failed with error: unexpected EOF",
        "<html>|plugin p failed with error: invalid character '<' looking for beginning of value",
        "[]|plugin p failed with error: json: cannot unmarshal array into Go value of type authorization.Response",
        "\"x\"|plugin p failed with error: json: cannot unmarshal string into Go value of type authorization.Response",
        "{\"Allow\": \"yes\"}|plugin p failed with error: json: cannot unmarshal string into Go struct field Response.Allow of type bool",
        "{\"Allow\": 1}|plugin p failed with error: json: cannot unmarshal number into Go struct field Response.Allow of type bool",
        "{\"Allow\": {\"Allow\": true}}|plugin p failed with error: json: cannot unmarshal object into Go struct field Response.Allow of type bool",
        "{\"Allow\": true, \"Msg\": 1}|plugin p failed with error: json: cannot unmarshal number into Go struct field Response.Msg of type string",
        "null|authorization denied by plugin p: ",
        "{}|authorization denied by plugin p: ",
        "{\"Allow\": null, \"Msg\": null}|authorization denied by plugin p: ",
        "{\"Allow\": true, \"allow\": false}|authorization denied by plugin p: ",
        "{\"Err\": \"broken inside\"}|authorization denied by plugin p: ",
        "{\"x\": {\"Allow\": true}}|authorization denied by plugin p: ",
        "{\"Allow\": true} garbage|",
        "{\"allow\": true, \"x\": [1, {\"allow\": false}]}|"})
    void takesWhatIsSaidAsDockerdDoes(String answer, String outcome) throws IOException {
        try (FakePlugin plugin = FakePlugin.answering(socket("p"), a -> answer)) {
            PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "p");
            if (outcome == null) {
                assertTrue(driver.judge(Requests.get("/x")).allowed());
            } else if (outcome.contains("failed")) {
                assertEquals(outcome, failure(driver, Requests.get("/x")));
            } else {
                assertEquals(outcome.strip(), driver.judge(Requests.get("/x")).reason().strip());
            }
            assertEquals(1, plugin.questions().size());
            driver.close();
        }
    }

    @Test
    void aStatusOfItsOwnIsAFailure() throws IOException {
        AtomicInteger turn = new AtomicInteger();
        List<String> answers = List.of("HTTP/1.1 500 x\r\nContent-Length: 24\r\n\r\n{\"Err\":\"internal trouble\"", "HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\nplain text",
                "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 14\r\n\r\n" + FakePlugin.ALLOW);
        try (FakePlugin plugin = FakePlugin.reacting(socket("p"), (asked, out) -> {
            if (asked.path().equals("/Plugin.Activate")) {
                FakePlugin.send(out, FakePlugin.AUTHZ);
            } else {
                out.write(answers.get(turn.getAndIncrement()).replace("trouble\"", "trouble\"}").replace("24", "26").getBytes(StandardCharsets.UTF_8));
            }
            return true;
        })) {
            PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "p");
            assertEquals("plugin p failed with error: AuthZPlugin.AuthZReq: internal trouble", failure(driver, Requests.get("/x")));
            assertEquals("plugin p failed with error: AuthZPlugin.AuthZReq: plain text", failure(driver, Requests.get("/x")));
            assertEquals("plugin p failed with error: AuthZPlugin.AuthZReq: ", failure(driver, Requests.get("/x")));
            assertEquals("plugin p failed with error: AuthZPlugin.AuthZReq: {\"Allow\":true}", failure(driver, Requests.get("/x")));
            assertEquals(4, plugin.questions().size());
            driver.close();
        }
    }

    @Test
    void aPluginThatDecidesNothingIsNotAsked() throws IOException {
        for (String manifest : List.of("{\"Implements\":[\"VolumeDriver\"]}", "{}", "{\"Implements\":null}")) {
            try (FakePlugin plugin = FakePlugin.reacting(socket("p"), (asked, out) -> {
                FakePlugin.send(out, manifest);
                return true;
            })) {
                PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "p");
                assertEquals("plugin p failed with error: plugin does not implement the requested driver", failure(driver, Requests.get("/x")));
                assertEquals(0, plugin.questions().size());
                driver.close();
            }
        }
    }

    @Test
    void introducesItselfOnceAndAgainWhenItWasStartedAgain() throws IOException {
        PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "p");
        try (FakePlugin plugin = FakePlugin.answering(socket("p"), a -> FakePlugin.ALLOW)) {
            for (int i = 0; i < 10; i++) {
                assertTrue(driver.judge(Requests.get("/x")).allowed());
            }
            assertEquals(1, plugin.introductions());
        }
        try (FakePlugin plugin = FakePlugin.answering(socket("p"), a -> "{\"Msg\":\"the new one\"}")) {
            assertEquals("authorization denied by plugin p: the new one", driver.judge(Requests.get("/x")).reason());
            assertEquals(1, plugin.introductions());
        }
        driver.close();
    }

    @Test
    void waitsForAPluginThatIsBeingStartedAgain() throws Exception {
        PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "p");
        try (FakePlugin plugin = FakePlugin.answering(socket("p"), a -> FakePlugin.ALLOW)) {
            driver.judge(Requests.get("/x"));
            assertEquals(1, plugin.questions().size());
        }
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<Verdict> waiting = thread.submit(() -> driver.judge(Requests.get("/x"))); // the socket's file is there, and nobody listens
        assertThrows(java.util.concurrent.TimeoutException.class, () -> waiting.get(200, TimeUnit.MILLISECONDS));
        try (FakePlugin plugin = FakePlugin.answering(socket("p"), a -> FakePlugin.ALLOW)) {
            assertTrue(waiting.get().allowed());
            assertEquals(1, plugin.introductions());
        }
        thread.shutdown();
        driver.close();
    }

    @Test
    void withoutAPluginNothingIsAllowed() throws IOException {
        PluginAuthzDriver driver = DriverFor.plugins(folder, 1, "p");
        assertEquals("plugin p failed with error: plugin \"p\" not found", failure(driver, Requests.get("/x")));
        FakePlugin.answering(socket("p"), a -> FakePlugin.ALLOW).close();
        assertEquals("plugin p failed with error: Post \"http://" + socket("p").toString().replace("/", "%2F") + "/Plugin.Activate\": dial unix " + socket("p")
                + ": connect: connection refused", failure(driver, Requests.get("/x")));
        driver.close();
    }

    @Test
    void aPluginThatHangsTakesHoldOfSomeThreadsOnly() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (FakePlugin plugin = FakePlugin.answering(socket("p"), a -> {
            awaitQuietly(end);
            return FakePlugin.ALLOW;
        })) {
            PluginAuthzDriver driver = DriverFor.plugins(folder, 50, "p");
            ExecutorService threads = Executors.newCachedThreadPool();
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger allowed = new AtomicInteger();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                all.add(threads.submit(() -> {
                    try {
                        allowed.addAndGet(driver.judge(Requests.get("/x")).allowed() ? 1 : 0);
                    } catch (ServinException e) {
                        assertEquals("plugin p failed with error: too many requests wait for it", e.getMessage());
                        refused.incrementAndGet();
                    }
                }));
            }
            while (refused.get() < 60) {
                Thread.onSpinWait();
            }
            assertTrue(plugin.questions().size() <= 64, () -> plugin.questions().size() + " were asked at once");
            assertEquals(0, allowed.get());
            end.countDown();
            for (Future<?> one : all) {
                one.get();
            }
            assertEquals(400, allowed.get() + refused.get());
            threads.shutdown();
            driver.close();
        }
    }

    @Test
    void aPluginThatHangsIsWaitedForForSomeTimeOnly() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (FakePlugin plugin = FakePlugin.answering(socket("p"), a -> {
            awaitQuietly(end);
            return FakePlugin.ALLOW;
        })) {
            PluginAuthzDriver driver = DriverFor.plugins(folder, 2, "p");
            assertEquals("plugin p failed with error: Post \"http://" + socket("p").toString().replace("/", "%2F") + "/AuthZPlugin.AuthZReq\": i/o timeout",
                    failure(driver, Requests.get("/x")));
            assertEquals(1, plugin.questions().size());
            end.countDown();
            driver.close();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aLargeContentIsShownWholeAndALargerOneIsDenied() throws IOException {
        try (FakePlugin plugin = FakePlugin.answering(socket("p"), a -> FakePlugin.ALLOW)) {
            PluginAuthzDriver driver = DriverFor.plugins(folder, 20, "p");
            String most = "\"" + "x".repeat((1 << 20) - 2) + "\"";
            assertTrue(driver.judge(Requests.post("/x", most, JSON)).allowed());
            assertTrue(plugin.questions().get(0).body().length() > 1_390_000);
            Verdict refused = driver.judge(Requests.post("/x", most + " ", JSON));
            assertFalse(refused.allowed());
            assertEquals("authorization-plugin-max-body", refused.rule());
            assertEquals(1, plugin.questions().size());
            driver.close();
        }
    }

    @Test
    void nobodyToAskIsNotUsable() {
        assertEquals(Probe.skip("authorization-plugins names none"), DriverFor.plugins(folder, 5).probe());
        assertEquals(ErrorKind.UNAVAILABLE, assertThrows(ServinException.class, () -> DriverFor.plugins(folder, 5).judge(Requests.get("/"))).kind());
        for (String name : List.of("", "../p", "a/b", ".", "-x", "a b")) {
            assertEquals(Probe.Status.BROKEN, DriverFor.plugins(folder, 20, "p", name).probe().status());
            assertEquals(ErrorKind.UNAVAILABLE, assertThrows(ServinException.class, () -> DriverFor.plugins(folder, 20, "p", name).judge(Requests.get("/"))).kind());
        }
        assertEquals(Probe.Status.BROKEN, DriverFor.plugins(folder, 0, "p").probe().status());
        assertTrue(DriverFor.plugins(folder, 20, "p").probe().isUsable()); // whether it is there is seen when it is asked
    }
}
