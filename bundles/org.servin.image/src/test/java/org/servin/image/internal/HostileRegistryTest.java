package org.servin.image.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.TestImages.Built;
import org.servin.image.internal.TestImages.Packing;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.manifest.MediaTypes;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.registry.RegistrySettings;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Registries that mean harm, or are broken: each pull ends with a clear error, soon, in little memory, and leaves nothing. A small server stands in for the registry. */
@Timeout(30)
class HostileRegistryTest {
    private static final String ARCH = Platform.host().architecture();
    private final CountDownLatch over = new CountDownLatch(1);
    @TempDir
    private Path root;
    private FakeRegistry registry;
    private TestEngine engine;
    private Built image;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        engine = new TestEngine(root);
        image = TestImages.image(ARCH, false, TestImages.layer(Packing.PLAIN, "a", "one".repeat(50_000)));
        registry.add("team/app", "1", image);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        over.countDown();
        registry.close();
        assertEquals(List.of(), engine.content());
        assertEquals(List.of(), engine.storage.folders());
        assertEquals(List.of(), engine.images.list());
    }

    private String fails() {
        return fails(RegistryLogin.none());
    }

    private String fails(RegistryLogin login) {
        String name = registry.host() + "/team/app";
        return assertThrows(ServinException.class, () -> engine.images.pull(name, "1", Optional.empty(), login, engine::sink)).getMessage().replace(registry.host(), "REGISTRY");
    }

    private String layer() {
        return image.layers().get(0).digest();
    }

    private boolean hang() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({"/v2/,Get \"http://REGISTRY/v2/\": EOF", "/manifests/1,Get \"http://REGISTRY/v2/team/app/manifests/1\": net/http: request canceled (Client.Timeout exceeded while awaiting headers)"})
    void saysNothing(String path, String message) {
        if (path.equals("/v2/")) { // what is there hangs up on all that is said to it
            registry.faults.put("GET " + path, x -> true);
        } else {
            registry.faults.put("GET /v2/team/app" + path, x -> hang());
        }
        assertEquals(message, fails());
    }

    @Test
    void stopsInTheMiddleOfALayerAndHangs() {
        registry.faults.put("/blobs/" + layer(), x -> {
            byte[] whole = registry.blobs.get(layer());
            String range = x.getRequestHeaders().getFirst("Range");
            x.getResponseHeaders().set("Content-Range", "bytes 5000-" + (whole.length - 1) + "/" + whole.length);
            x.sendResponseHeaders(range == null ? 200 : 206, range == null ? whole.length : whole.length - 5000);
            x.getResponseBody().write(whole, range == null ? 0 : 5000, range == null ? 5000 : 1);
            x.getResponseBody().flush();
            return hang();
        });
        assertEquals("i/o timeout: nothing arrived for 3 seconds", fails());
        assertTrue(engine.shown.stream().anyMatch(s -> s.endsWith("Retrying in 1 second")), engine.shown::toString);
    }

    @ParameterizedTest
    @CsvSource({"manifests/1,200", "manifests/1,500", "blobs/CONFIG,200", "blobs/LAYER,200", "blobs/LAYER,404", "token,200", "token,400"})
    void isLeftInTheMiddleOfAnAnswer(String path, int status) throws Exception {
        RegistrySettings patient = RegistrySettings.defaults().with(new RegistrySettings.Limits(3, 5, 2, Duration.ofHours(1)));
        TestEngine waiting = new TestEngine(root.resolve("patient"), true, patient);
        CountDownLatch half = new CountDownLatch(1);
        if (path.equals("token")) {
            registry.wanted = "Bearer nobody has this";
            registry.challenge = "Bearer realm=\"http://" + registry.host() + "/token\"";
        }
        registry.faults.put("/" + path.replace("CONFIG", image.id()).replace("LAYER", layer()), x -> {
            if (x.getRequestMethod().equals("HEAD")) {
                return false;
            }
            x.sendResponseHeaders(status, 1000);
            x.getResponseBody().write(new byte[10]);
            x.getResponseBody().flush();
            half.countDown();
            return hang();
        });
        ExecutorService client = Executors.newSingleThreadExecutor();
        Future<ErrorKind> pull = client.submit(() -> assertThrows(ServinException.class,
                () -> waiting.images.pull(registry.host() + "/team/app", "1", Optional.empty(), RegistryLogin.none(), m -> { })).kind());
        half.await();
        client.shutdownNow();
        assertEquals(ErrorKind.CANCELLED, pull.get());
        assertEquals(List.of(), waiting.content());
    }

    @Test
    void stopsInTheMiddleOfAManifest() {
        registry.faults.put("GET /v2/team/app/manifests/1", x -> {
            x.getResponseHeaders().set("Content-Type", image.mediaType());
            x.sendResponseHeaders(200, image.manifest().length);
            x.getResponseBody().write(image.manifest(), 0, 20);
            return true;
        });
        assertEquals("unexpected EOF", fails());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/manifests/1", "/blobs/"})
    void redirectsInACircle(String path) {
        registry.faults.put("GET /v2/team/app" + (path.equals("/blobs/") ? path + layer() : path), x -> {
            x.getResponseHeaders().set("Location", x.getRequestURI().getPath());
            FakeRegistry.send(x, 307, new byte[0]);
            return true;
        });
        assertTrue(fails().endsWith("stopped after 10 redirects"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "gopher://127.0.0.1/", "http:", "//", "ht tp://x/"})
    void redirectsToNowhere(String place) {
        registry.faults.put("GET /v2/team/app/manifests/1", x -> {
            x.getResponseHeaders().set("Location", place);
            FakeRegistry.send(x, 302, new byte[0]);
            return true;
        });
        String message = fails();
        assertTrue(message.contains("unsupported protocol scheme") || message.contains("which is not an address"), message);
    }

    @Test
    void sendsAManifestWithoutEnd() {
        AtomicLong sent = new AtomicLong();
        registry.faults.put("GET /v2/team/app/manifests/1", x -> pour(x, sent));
        assertEquals("manifest 1 is larger than 4194304 bytes", fails());
        assertTrue(sent.get() < 50 << 20, () -> sent.get() + " bytes were taken");
    }

    private static boolean pour(HttpExchange exchange, AtomicLong sent) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] chunk = new byte[1 << 20];
        Arrays.fill(chunk, (byte) ' ');
        try (OutputStream out = exchange.getResponseBody()) {
            while (sent.get() < 100 << 20) {
                out.write(chunk);
                sent.addAndGet(chunk.length);
            }
        }
        return true;
    }

    @Test
    void sendsAConfigurationWithoutEnd() {
        AtomicLong sent = new AtomicLong();
        registry.faults.put("/blobs/" + image.id(), x -> pour(x, sent));
        assertTrue(fails().startsWith("error pulling image configuration: image config " + image.id() + " is larger than 4194304 bytes"));
        assertTrue(sent.get() < 50 << 20, () -> sent.get() + " bytes were taken");
    }

    @Test
    void sendsAnErrorWithoutEnd() {
        AtomicLong sent = new AtomicLong();
        registry.faults.put("GET /v2/team/app/manifests/1", x -> {
            x.sendResponseHeaders(400, 0);
            byte[] chunk = new byte[1 << 20];
            while (sent.addAndGet(chunk.length) < 100 << 20) {
                x.getResponseBody().write(chunk);
            }
            return true;
        });
        assertTrue(fails().startsWith("error parsing HTTP 400 response body: "));
        assertTrue(sent.get() < 50 << 20, () -> sent.get() + " bytes were taken");
    }

    @Test
    void liesAboutDigests() {
        registry.blobs.put(layer(), new byte[image.layers().get(0).blob().length]);
        assertEquals("filesystem layer verification failed for digest " + layer(), fails());
        registry.blobs.put(image.id(), "{}".getBytes(StandardCharsets.UTF_8));
        assertEquals("error pulling image configuration: image config verification failed for digest " + image.id(), fails());
        registry.manifest("team/app", image.digest(), image.mediaType(), "{}".getBytes(StandardCharsets.UTF_8));
        ServinException e = assertThrows(ServinException.class,
                () -> engine.images.pull(registry.host() + "/team/app", image.digest(), Optional.empty(), RegistryLogin.none(), m -> { }));
        assertEquals("manifest verification failed for digest " + image.digest(), e.getMessage());
    }

    @Test
    void answersARangeWithAnother() {
        registry.faults.put("/blobs/" + layer(), x -> {
            byte[] whole = registry.blobs.get(layer());
            boolean ranged = x.getRequestHeaders().containsKey("Range");
            x.getResponseHeaders().set("Content-Range", "bytes 7-" + (whole.length - 1) + "/" + whole.length);
            x.sendResponseHeaders(ranged ? 206 : 200, whole.length);
            x.getResponseBody().write(whole, 0, 1000);
            return true;
        });
        assertTrue(fails().startsWith("layer " + layer() + " is truncated: got "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json", "application/octet-stream", "nonsense", "application/vnd.docker.distribution.manifest.v1+prettyjws"})
    void callsAPageAManifest(String type) {
        registry.manifest("team/app", "1", type, "<html>hello</html>".getBytes(StandardCharsets.UTF_8));
        assertTrue(fails().contains("is not valid JSON"));
    }

    @Test
    void listsTagsThatClimbOutAndPagesWithoutEnd() {
        registry.faults.put("GET /v2/team/app/tags/list", x -> {
            FakeRegistry.send(x, 200, "{\"tags\":[\"../../../etc/passwd\"]}".getBytes(StandardCharsets.UTF_8));
            return true;
        });
        String name = registry.host() + "/team/app";
        assertEquals("invalid tag format", assertThrows(ServinException.class, () -> engine.images.pull(name, "", Optional.empty(), RegistryLogin.none(), m -> { })).getMessage());
        byte[] page = ("{\"tags\":[" + "\"1\",".repeat(9_999) + "\"1\"]}").getBytes(StandardCharsets.UTF_8);
        registry.faults.put("GET /v2/team/app/tags/list", x -> {
            x.getResponseHeaders().set("Link", "<" + x.getRequestURI().getPath() + ">; rel=\"next\"");
            FakeRegistry.send(x, 200, page);
            return true;
        });
        assertEquals("the registry lists more than 100000 tags of team/app",
                assertThrows(ServinException.class, () -> engine.images.pull(name, "", Optional.empty(), RegistryLogin.none(), m -> { })).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"'',no realm specified for token auth challenge", "file:///etc/shadow,Get \"file:///etc/shadow?account=ann&scope=repository%3Ateam%2Fapp%3Apull\": unsupported protocol scheme \"file\"",
            "http://127.0.0.1:1/t,Get \"http://127.0.0.1:1/t?account=ann&scope=repository%3Ateam%2Fapp%3Apull\": dial tcp 127.0.0.1:1: connect: connection refused"})
    void namesAStrangeRealm(String realm, String why) {
        registry.wanted = "Bearer nobody has this";
        registry.challenge = "Bearer realm=\"" + realm + "\"";
        assertEquals("Get \"http://REGISTRY/v2/team/app/manifests/1\": " + why, fails(new RegistryLogin("ann", "secret", "", "", "")));
    }

    @Test
    void asksForTokensWithoutEnd() {
        registry.wanted = "Bearer nobody has this";
        registry.challenge = "Bearer realm=\"http://" + registry.host() + "/token\"";
        registry.faults.put("GET /token", x -> {
            FakeRegistry.send(x, 200, "{\"token\":\"t\"}".getBytes(StandardCharsets.UTF_8));
            return true;
        });
        assertEquals("unauthorized: authentication required", fails());
        assertTrue(registry.log.stream().filter("GET /token"::equals).count() <= 2);
    }

    @Test
    void sendsATokenWithoutEnd() {
        registry.wanted = "Bearer nobody has this";
        registry.challenge = "Bearer realm=\"http://" + registry.host() + "/token\"";
        AtomicLong sent = new AtomicLong();
        registry.faults.put("GET /token", x -> pour(x, sent));
        assertTrue(fails().contains("token"));
        assertTrue(sent.get() < 50 << 20, () -> sent.get() + " bytes were taken");
    }

    @Test
    void namesAnIndexThatNamesItself() {
        byte[] inner = TestImages.index(image);
        registry.manifest("team/app", "1", MediaTypes.OCI_INDEX, inner);
        byte[] current = inner;
        for (int i = 0; i < 5; i++) {
            byte[] outer = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":[{\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"size\":" + current.length
                    + ",\"digest\":\"" + Digests.of(current) + "\"}]}").getBytes(StandardCharsets.UTF_8);
            registry.manifest("team/app", Digests.of(current), MediaTypes.OCI_INDEX, current);
            current = outer;
        }
        registry.manifest("team/app", "1", MediaTypes.OCI_INDEX, current);
        assertTrue(fails().endsWith("is an index of indexes that goes too deep"));
    }
}
