package org.servin.image.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.image.Image;
import org.servin.image.Progress;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.TestImages.Built;
import org.servin.image.internal.TestImages.Layer;
import org.servin.image.internal.TestImages.Packing;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.manifest.MediaTypes;
import org.servin.image.internal.manifest.Platform;
import org.servin.image.internal.registry.Proxies;
import org.servin.image.internal.registry.RegistrySettings;
import org.servin.spi.ErrorKind;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;

@Timeout(60)
class PullTest {
    private static final String ARCH = Platform.host().architecture();
    @TempDir
    private Path root;
    private FakeRegistry registry;
    private TestEngine engine;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        engine = new TestEngine(root);
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    private String name(String tag) {
        return registry.host() + "/team/app" + tag;
    }

    private ServinException fails(String name) {
        return assertThrows(ServinException.class, () -> engine.pull(name));
    }

    private void nothingIsLeft() throws IOException {
        assertEquals(List.of(), engine.content());
        assertEquals(List.of(), engine.storage.folders());
        assertEquals(List.of(), engine.images.list());
    }

    @ParameterizedTest
    @CsvSource({"false,GZIP", "true,GZIP", "true,ZSTD", "true,PLAIN"})
    void pullsEveryForm(boolean oci, Packing packing) throws IOException {
        Built built = TestImages.image(ARCH, oci, TestImages.layer(packing, "a", "one"), TestImages.layer(packing, "b", "two"));
        registry.add("team/app", "1", built);
        engine.pull(name(":1"));

        Image image = engine.images.get(name(":1"));
        assertEquals(built.id(), image.id().value());
        assertEquals(List.of(name(":1")), image.tags());
        assertEquals(List.of(name("@" + built.digest())), image.digests());
        assertEquals(6, image.size());
        assertEquals("two", Files.readString(engine.storage.path(image.top().orElseThrow()).resolve("b")));
        String first = Digests.shortened(built.layers().get(0).digest());
        assertEquals("1: Pulling from team/app", engine.shown.get(0));
        assertTrue(engine.shown.containsAll(List.of(first + ": Pulling fs layer", first + ": Verifying Checksum", first + ": Download complete",
                first + ": Extracting", first + ": Pull complete", "Digest: " + built.digest())), engine.shown::toString);
        assertEquals("Status: Downloaded newer image for " + name(":1"), engine.shown.get(engine.shown.size() - 1));
        assertEquals(List.of("pull " + name(":1") + " " + name("")), engine.events);
    }

    @Test
    void pullsWithADriverThatNeedsParentsFirst() throws IOException {
        TestEngine ordered = new TestEngine(root.resolve("ordered"), false);
        Layer[] layers = new Layer[12];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = TestImages.layer(Packing.GZIP, "f" + i, "x".repeat(i));
        }
        registry.add("team/app", "1", TestImages.image(ARCH, true, layers));
        ordered.pull(name(":1"));
        assertEquals(12, ordered.storage.folders().size());
    }

    @Test
    void secondPullFindsNothingNew() throws IOException {
        Layer shared = TestImages.layer(Packing.GZIP, "a", "one");
        registry.add("team/app", "1", TestImages.image(ARCH, false, shared));
        engine.pull(name(":1"));
        engine.pull(name(":1"));
        assertEquals("Status: Image is up to date for " + name(":1"), engine.shown.get(engine.shown.size() - 1));

        registry.add("team/app", "2", TestImages.image(ARCH, false, shared, TestImages.layer(Packing.GZIP, "b", "two")));
        engine.pull(name(":2"));
        assertTrue(engine.shown.contains(Digests.shortened(shared.digest()) + ": Already exists"));
        assertEquals(1, registry.log.stream().filter(("GET /v2/team/app/blobs/" + shared.digest())::equals).count());
        assertEquals(6, engine.images.layersSize());
    }

    @Test
    void movesTheTagAndPullsByDigest() throws IOException {
        Built old = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        registry.add("team/app", "latest", old);
        engine.pull(name(""));
        Built fresh = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "new"));
        registry.add("team/app", "latest", fresh);
        engine.pull(name(""));
        assertEquals(fresh.id(), engine.images.get(name("")).id().value());
        assertEquals(List.of(), engine.images.get(old.id()).tags());
        assertEquals(2, engine.images.list().size());
        engine.pull(name("@" + old.digest()));
        assertEquals(old.id(), engine.images.get(name("@" + old.digest())).id().value());
    }

    @Test
    void choosesThePlatform() throws IOException {
        Built arm6 = TestImages.image("arm/v6", true, TestImages.layer(Packing.GZIP, "a", "six"));
        Built arm7 = TestImages.image("arm/v7", true, TestImages.layer(Packing.GZIP, "a", "seven"));
        Built mine = TestImages.image(ARCH, true, TestImages.layer(Packing.GZIP, "a", "mine"));
        for (Built image : List.of(arm6, arm7, mine)) {
            registry.add("team/app", "x" + image.digest().substring(7, 17), image);
        }
        byte[] index = TestImages.index(arm6, arm7, mine);
        registry.manifest("team/app", "1", MediaTypes.OCI_INDEX, index);
        engine.pull(name(":1"));
        assertEquals(mine.id(), engine.images.get(name(":1")).id().value());
        assertEquals(List.of(name("@" + Digests.of(index))), engine.images.get(name(":1")).digests());
        engine.pull(name(":1"), Optional.of("linux/arm/v7"));
        assertEquals(arm7.id(), engine.images.get(name(":1")).id().value());
        engine.pull(name(":1"), Optional.of("linux/arm/v6"));
        assertEquals(arm6.id(), engine.images.get(name(":1")).id().value());
        ServinException e = assertThrows(ServinException.class, () -> engine.pull(name(":1"), Optional.of("linux/s390x")));
        assertEquals("no matching manifest for linux/s390x in the manifest list entries", e.getMessage());
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
    }

    @Test
    void namesWhatIsNotThere() throws IOException {
        ServinException e = fails(name(":nosuch"));
        assertEquals("manifest for " + name(":nosuch") + " not found: manifest unknown: manifest unknown", e.getMessage());
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
        registry.faults.put("/manifests/secret", x -> {
            FakeRegistry.error(x, 403, "DENIED", "requested access to the resource is denied");
            return true;
        });
        assertEquals("pull access denied for " + name("") + ", repository does not exist or may require 'docker login': "
                + "denied: requested access to the resource is denied", fails(name(":secret")).getMessage());
        nothingIsLeft();
    }

    @Test
    void namesARegistryThatIsNotThere() throws IOException {
        registry.close();
        assertTrue(fails(name(":1")).getMessage().matches("Get \"http://127.0.0.1:\\d+/v2/\": dial tcp 127.0.0.1:\\d+: connect: connection refused"));
    }

    @Test
    void refusesAWrongDigest() throws IOException {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"), TestImages.layer(Packing.GZIP, "b", "two"));
        registry.add("team/app", "1", built);
        String digest = built.layers().get(1).digest();
        byte[] spoilt = registry.blobs.get(digest).clone();
        spoilt[spoilt.length - 1] ^= 1;
        registry.blobs.put(digest, spoilt);
        ServinException e = fails(name(":1"));
        assertTrue(e.getMessage().startsWith("filesystem layer verification failed for digest " + digest), e.getMessage());
        nothingIsLeft();
    }

    @Test
    void refusesAWrongDiffId() throws IOException {
        Layer layer = TestImages.layer(Packing.GZIP, "a", "one");
        Layer lie = new Layer(TestImages.layer(Packing.GZIP, "a", "two").tar(), layer.blob(), layer.mediaType());
        registry.add("team/app", "1", TestImages.image(ARCH, false, lie));
        ServinException e = fails(name(":1"));
        assertEquals("layer " + layer.digest() + " unpacks to " + layer.diffId() + ", but the image's configuration says " + lie.diffId(), e.getMessage());
        nothingIsLeft();
    }

    @Test
    void refusesATruncatedLayer() throws IOException {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one".repeat(50)));
        registry.add("team/app", "1", built);
        String digest = built.layers().get(0).digest();
        byte[] whole = registry.blobs.get(digest);
        registry.blobs.put(digest, java.util.Arrays.copyOf(whole, whole.length - 20));
        ServinException e = fails(name(":1"));
        assertEquals("layer " + digest + " is truncated: got " + (whole.length - 20) + " of " + whole.length + " bytes: unexpected EOF", e.getMessage());
        nothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource(value = Packing.class, names = {"GZIP", "ZSTD"})
    void refusesALayerThatUnpacksToMoreThanTheLimit(Packing packing) throws IOException {
        Built built = TestImages.image(ARCH, true, TestImages.layer(packing, "a", "\0".repeat(2_000_000)));
        registry.add("team/app", "1", built);
        assertTrue(built.layers().get(0).blob().length < 10_000);
        assertEquals("layer " + built.layers().get(0).digest() + " unpacked is larger than 1000000 bytes, the setting max-layer-size", fails(name(":1")).getMessage());
        nothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesMoreThanTheManifestSays(boolean chunked) throws IOException {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        registry.add("team/app", "1", built);
        String digest = built.layers().get(0).digest();
        registry.faults.put("GET /v2/team/app/blobs/" + digest, x -> {
            byte[] more = new byte[200_000];
            x.sendResponseHeaders(200, chunked ? 0 : more.length);
            x.getResponseBody().write(more);
            return true;
        });
        assertTrue(fails(name(":1")).getMessage().startsWith("layer " + digest + " is larger than its manifest says"));
        nothingIsLeft();
    }

    @Test
    void goesOnWhereABrokenDownloadStopped() throws IOException {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.PLAIN, "a", "one".repeat(100_000)));
        registry.add("team/app", "1", built);
        String digest = built.layers().get(0).digest();
        AtomicInteger ranged = new AtomicInteger();
        registry.faults.put("GET /v2/team/app/blobs/" + digest, x -> {
            if (x.getRequestHeaders().containsKey("Range")) {
                ranged.incrementAndGet();
                return false;
            }
            byte[] whole = registry.blobs.get(digest);
            x.sendResponseHeaders(200, whole.length);
            x.getResponseBody().write(whole, 0, 100_000);
            x.getResponseBody().flush();
            x.close();
            return true;
        });
        engine.pull(name(":1"));
        assertEquals(1, ranged.get());
        assertTrue(engine.shown.stream().anyMatch(s -> s.endsWith("Retrying in 1 second")), engine.shown::toString);
        assertEquals(built.id(), engine.images.get(name(":1")).id().value());
    }

    @Test
    void triesAgainAfterAServerError() throws IOException {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        registry.add("team/app", "1", built);
        AtomicInteger failures = new AtomicInteger();
        registry.faults.put("/blobs/" + built.layers().get(0).digest(), x -> failures.getAndIncrement() < 1 && fail(x, 503));
        engine.pull(name(":1"));
        assertEquals(built.id(), engine.images.get(name(":1")).id().value());
    }

    private static boolean fail(HttpExchange exchange, int status) throws IOException {
        FakeRegistry.send(exchange, status, "broken".getBytes(StandardCharsets.UTF_8));
        return true;
    }

    @Test
    void givesUpOnAServerThatStaysBroken() throws IOException {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        registry.add("team/app", "1", built);
        registry.faults.put("/blobs/" + built.layers().get(0).digest(), x -> fail(x, 500));
        assertEquals("received unexpected HTTP status: 500 Internal Server Error", fails(name(":1")).getMessage());
        nothingIsLeft();
    }

    @Test
    void takesATokenAndKeepsItFromStrangers() throws Exception {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        registry.add("team/app", "1", built);
        try (FakeRegistry other = new FakeRegistry()) {
            String digest = built.layers().get(0).digest();
            AtomicInteger leaks = new AtomicInteger();
            other.faults.put("/elsewhere", x -> {
                leaks.addAndGet(x.getRequestHeaders().containsKey("Authorization") ? 1 : 0);
                FakeRegistry.send(x, 200, built.layers().get(0).blob());
                return true;
            });
            registry.faults.put("/blobs/" + digest, x -> {
                x.getResponseHeaders().set("Location", "http://" + other.host() + "/elsewhere");
                FakeRegistry.send(x, 307, new byte[0]);
                return true;
            });
            registry.faults.put("/token", x -> {
                String query = x.getRequestURI().getQuery();
                String basic = "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
                boolean right = basic.equals(x.getRequestHeaders().getFirst("Authorization")) && query.contains("service=reg")
                        && query.contains("scope=repository:team/app:pull");
                FakeRegistry.send(x, right ? 200 : 401, "{\"token\":\"t0k\"}".getBytes(StandardCharsets.UTF_8));
                return true;
            });
            registry.wanted = "Bearer t0k";
            registry.challenge = "Bearer realm=\"http://" + registry.host() + "/token\",service=\"reg\",scope=\"repository:team/app:pull\"";
            engine.images.pull(name(":1"), "", Optional.empty(), new RegistryLogin("ann", "secret", "", "", ""), engine::sink);
            assertEquals(built.id(), engine.images.get(name(":1")).id().value());
            assertEquals(0, leaks.get());
        }
    }

    @Test
    void wantsCredentialsForBasicAuthentication() throws IOException {
        registry.add("team/app", "1", TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one")));
        registry.wanted = "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
        registry.challenge = "Basic realm=\"here\"";
        assertTrue(fails(name(":1")).getMessage().endsWith("no basic auth credentials"));
        RegistryLogin login = new RegistryLogin("ann", "secret", "", "", registry.host());
        assertEquals("", engine.images.login(login));
        RegistryLogin wrong = new RegistryLogin("ann", "wrong", "", "", registry.host());
        ServinException e = assertThrows(ServinException.class, () -> engine.images.login(wrong));
        assertEquals("login attempt to http://" + registry.host() + "/v2/ failed with status: 401 Unauthorized", e.getMessage());
        engine.images.pull(name(":1"), "", Optional.empty(), login, engine::sink);
        assertEquals(1, engine.images.list().size());
    }

    @Test
    void refusesHostileManifests() throws IOException {
        registry.manifest("team/app", "huge", MediaTypes.OCI_MANIFEST, new byte[(4 << 20) + 1]);
        assertEquals("manifest huge is larger than 4194304 bytes", fails(name(":huge")).getMessage());
        registry.manifest("team/app", "deep", MediaTypes.OCI_MANIFEST, "{\"a\":".repeat(1000).getBytes(StandardCharsets.UTF_8));
        assertTrue(fails(name(":deep")).getMessage().contains("is not valid JSON"));
        registry.manifest("team/app", "old", "application/vnd.docker.distribution.manifest.v1+prettyjws", "{\"schemaVersion\":1}".getBytes(StandardCharsets.UTF_8));
        assertTrue(fails(name(":old")).getMessage().contains("schema 1"));
        registry.manifest("team/app", "climb", MediaTypes.OCI_MANIFEST,
                "{\"config\":{\"digest\":\"sha256:../../etc/passwd\",\"size\":1},\"layers\":[]}".getBytes(StandardCharsets.UTF_8));
        assertTrue(fails(name(":climb")).getMessage().contains("config has no usable digest"));
        nothingIsLeft();
    }

    @Test
    void refusesALayerCountThatDoesNotFit() throws IOException {
        Layer layer = TestImages.layer(Packing.GZIP, "a", "one");
        Built two = TestImages.image(ARCH, false, layer, TestImages.layer(Packing.GZIP, "b", "two"));
        String text = new String(two.manifest(), StandardCharsets.UTF_8);
        byte[] one = (text.substring(0, text.lastIndexOf(",{\"mediaType\"")) + "]}").getBytes(StandardCharsets.UTF_8);
        registry.add("team/app", "1", two);
        registry.manifest("team/app", "1", MediaTypes.DOCKER_MANIFEST, one);
        assertTrue(fails(name(":1")).getMessage().startsWith("layers from manifest don't match image configuration: "));
        nothingIsLeft();
    }

    @Test
    void sharesALayerThatIsPulledTwiceAtOnce() throws Exception {
        Layer layer = TestImages.layer(Packing.GZIP, "a", "one".repeat(10_000));
        registry.add("team/app", "1", TestImages.image(ARCH, false, layer));
        registry.add("team/app", "2", TestImages.image(ARCH, false, layer, TestImages.layer(Packing.GZIP, "b", "two")));
        CountDownLatch both = new CountDownLatch(2);
        registry.faults.put("/manifests/1", x -> meet(both));
        registry.faults.put("/manifests/2", x -> meet(both));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> one = threads.submit(() -> engine.images.pull(name(":1"), "", Optional.empty(), RegistryLogin.none(), m -> { }));
            Future<?> two = threads.submit(() -> engine.images.pull(name(":2"), "", Optional.empty(), RegistryLogin.none(), m -> { }));
            one.get();
            two.get();
        } finally {
            threads.shutdownNow();
        }
        assertEquals(2, engine.images.list().size());
        assertEquals(1, registry.log.stream().filter(("GET /v2/team/app/blobs/" + layer.digest())::equals).count());
    }

    @Test
    void downloadsAsManyAtOnceAsTheSettingsSay() throws IOException {
        Layer[] layers = new Layer[6];
        CyclicBarrier three = new CyclicBarrier(3);
        AtomicInteger present = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < layers.length; i++) {
            layers[i] = TestImages.layer(Packing.GZIP, "f" + i, "x".repeat(i));
            registry.faults.put("/blobs/" + layers[i].digest(), x -> {
                most.accumulateAndGet(present.incrementAndGet(), Math::max);
                awaitAll(three);
                present.decrementAndGet();
                return false;
            });
        }
        Built built = TestImages.image(ARCH, false, layers);
        registry.add("team/app", "1", built);
        engine.pull(name(":1"));
        assertEquals(3, most.get());
        assertEquals(built.id(), engine.images.get(name(":1")).id().value());
    }

    private static void awaitAll(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IOException(e);
        }
    }

    private static boolean meet(CountDownLatch both) throws IOException {
        both.countDown();
        try {
            both.await();
            return false;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void leavesNothingBehindWhenTheClientLeaves() throws IOException {
        registry.add("team/app", "1", TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"), TestImages.layer(Packing.GZIP, "b", "two")));
        Progress.Sink gone = message -> {
            if (message.status().equals("Extracting")) {
                throw new ServinException(ErrorKind.CANCELLED, "the client has left");
            }
        };
        ServinException e = assertThrows(ServinException.class,
                () -> engine.images.pull(name(":1"), "", Optional.empty(), RegistryLogin.none(), gone));
        assertEquals(ErrorKind.CANCELLED, e.kind());
        nothingIsLeft();
    }

    @Test
    void endsWhenInterrupted() throws Exception {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        registry.add("team/app", "1", built);
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        registry.faults.put("/blobs/" + built.layers().get(0).digest(), x -> {
            arrived.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return true;
        });
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Future<ServinException> pull = threads.submit(() -> fails(name(":1")));
        arrived.await();
        threads.shutdownNow();
        assertEquals(ErrorKind.CANCELLED, pull.get().kind());
        nothingIsLeft();
    }

    @Test
    void pullsByADigestOfAnotherAlgorithm() throws Exception {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        registry.add("team/app", "1", built);
        String digest = "sha512:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(built.manifest()));
        String wrong = "sha512:" + "0".repeat(128);
        for (String asked : List.of(digest, wrong)) {
            registry.manifest("team/app", asked, built.mediaType(), built.manifest());
        }
        assertEquals("manifest verification failed for digest " + wrong, fails(name("@" + wrong)).getMessage());
        engine.pull(name("@" + digest));
        assertTrue(engine.shown.contains("Digest: " + digest), engine.shown::toString);
        assertEquals(List.of(name("@" + digest)), engine.images.get(name("@" + digest)).digests());
        engine.pull(name("@" + digest));
        assertEquals("Status: Image is up to date for " + name("@" + digest), engine.shown.get(engine.shown.size() - 1));
    }

    @Test
    void pullsAllTags() throws IOException {
        registry.add("team/app", "1", TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one")));
        registry.add("team/app", "2", TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "two")));
        engine.images.pull(name(""), "", Optional.empty(), RegistryLogin.none(), engine::sink);
        assertEquals(2, engine.images.list().size());
        assertEquals("Status: Downloaded newer image for " + name(""), engine.shown.get(engine.shown.size() - 1));
    }

    @Test
    void remembersOverARestartAndClearsLeftOvers() throws Exception {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        registry.add("team/app", "1", built);
        engine.pull(name(":1"));
        List<String> content = engine.content();
        Files.writeString(root.resolve("content/blobs/sha256/" + "f".repeat(64)), "left over");
        Files.writeString(root.resolve("content/ingest/new-99"), "left over");
        ImageService again = new ImageService(TestEngine.blobs(root), root, TestEngine.settings(), engine.store,
                engine.storage, Owner.ROOT, new PlainTars());
        again.deactivate();
        assertEquals(content, engine.content());
        assertEquals(engine.images.get(name(":1")).configJson().length, again.get(name(":1")).configJson().length);
        assertEquals(1, engine.storage.folders().size());
    }

    @Test
    void goesByAProxyAndProvesItselfThere() throws IOException {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        registry.add("team/app", "1", built);
        List<String> proofs = new CopyOnWriteArrayList<>();
        registry.faults.put("/v2/", x -> {
            proofs.add(String.valueOf(x.getRequestHeaders().getFirst("Proxy-Authorization")));
            return false;
        });
        RegistrySettings settings = TestEngine.settings().with(List.of("registry.invalid"), List.of())
                .with(Proxies.of(List.of("http-proxy=http://joe:pass@" + registry.host()), name -> null));
        TestEngine behind = new TestEngine(root.resolve("behind"), true, settings);
        behind.pull("registry.invalid/team/app:1");
        assertEquals(built.id(), behind.images.get("registry.invalid/team/app:1").id().value());
        assertEquals(List.of("Basic " + Base64.getEncoder().encodeToString("joe:pass".getBytes(StandardCharsets.UTF_8))), proofs);
    }

    @Test
    void goesOnWithoutAMirrorThatFails() throws IOException {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        registry.add("library/app", "1", built);
        try (FakeRegistry broken = new FakeRegistry()) {
            broken.add("library/app", "1", built);
            broken.blobs.put(built.layers().get(0).digest(), new byte[built.layers().get(0).blob().length]);
            RegistrySettings settings = TestEngine.settings().with(List.of(), List.of("http://" + broken.host(), "http://" + registry.host() + "/"));
            TestEngine mirrored = new TestEngine(root.resolve("mirrored"), true, settings);
            mirrored.images.pull("app", "1", Optional.empty(), new RegistryLogin("ann", "secret", "", "", ""), mirrored::sink);
            assertEquals(List.of("app:1"), mirrored.images.get("app:1").tags());
            assertTrue(broken.log.contains("GET /v2/library/app/blobs/" + built.layers().get(0).digest()));
        }
    }
}
