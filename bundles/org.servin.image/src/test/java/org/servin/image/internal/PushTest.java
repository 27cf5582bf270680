package org.servin.image.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.TestImages.Built;
import org.servin.image.internal.TestImages.Packing;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.manifest.MediaTypes;
import org.servin.image.internal.manifest.Platform;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Pushes to a small server that stands in for a registry. */
@Timeout(30)
class PushTest {
    private static final String ARCH = Platform.host().architecture();
    @TempDir
    private Path root;
    private FakeRegistry registry;
    private FakeRegistry other;
    private TestEngine engine;
    private Built image;

    @BeforeEach
    void pullOne() throws IOException {
        registry = new FakeRegistry();
        other = new FakeRegistry();
        engine = new TestEngine(root);
        image = TestImages.image(ARCH, true, TestImages.layer(Packing.PLAIN, "a", "one".repeat(200_000)), TestImages.layer(Packing.GZIP, "b", "two"));
        registry.add("team/app", "1", image);
        engine.pull(registry.host() + "/team/app:1");
        engine.shown.clear();
        registry.log.clear();
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
        other.close();
    }

    private void push(FakeRegistry to, String repository) {
        push(to, repository, RegistryLogin.none());
    }

    private void push(FakeRegistry to, String repository, RegistryLogin login) {
        String name = to.host() + "/" + repository;
        engine.images.tag(image.id(), name, "2");
        engine.images.push(name, Optional.of("2"), login, engine::sink);
    }

    private String big() {
        return image.layers().get(0).digest();
    }

    private void hasAll(FakeRegistry there, String repository) {
        assertArrayEquals(image.manifest(), there.manifests.get(repository + " 2"));
        assertTrue(there.blobs.keySet().containsAll(List.of(image.id(), big(), image.layers().get(1).digest())));
    }

    @Test
    void sendsWhatWasPulledByteForByte() {
        push(other, "team/app");
        hasAll(other, "team/app");
        assertEquals(image.digest(), Digests.of(other.manifests.get("team/app 2")));
        assertTrue(engine.images.get(image.id()).digests().contains(other.host() + "/team/app@" + image.digest()));
        String first = Digests.shortened(image.layers().get(0).diffId());
        String second = Digests.shortened(image.layers().get(1).diffId());
        assertEquals(List.of("The push refers to repository [" + other.host() + "/team/app]", second + ": Preparing", first + ": Preparing"), engine.shown.subList(0, 3));
        assertTrue(engine.shown.containsAll(List.of(first + ": Pushed", second + ": Pushed", "2: digest: " + image.digest() + " size: " + image.manifest().length)), engine.shown::toString);

        other.log.clear();
        engine.shown.clear();
        push(other, "team/app");
        assertTrue(engine.shown.containsAll(List.of(first + ": Layer already exists", second + ": Layer already exists")), engine.shown::toString);
        assertTrue(other.log.stream().noneMatch(l -> l.startsWith("POST") || l.startsWith("PATCH")), other.log::toString);
    }

    @Test
    void goesOnWhereABrokenUploadStopped() {
        other.uploads.breaksAfter = 100_000;
        AtomicInteger resumed = new AtomicInteger();
        for (int session = 1; session < 5; session++) {
            other.faults.put("PATCH /v2/team/app/blobs/uploads/u" + session, x -> {
                resumed.addAndGet(x.getRequestHeaders().containsKey("Content-Range") ? 1 : 0);
                return false;
            });
        }
        push(other, "team/app");
        hasAll(other, "team/app");
        assertEquals(1, resumed.get());
        assertTrue(engine.shown.stream().anyMatch(s -> s.endsWith("Retrying in 1 second")), engine.shown::toString);
    }

    @Test
    void beginsAnewWhereTheRegistryForgetsBrokenUploads() {
        other.uploads.breaksAfter = 100_000;
        for (int session = 1; session < 5; session++) {
            other.faults.put("GET /v2/team/app/blobs/uploads/u" + session, x -> {
                FakeRegistry.error(x, 404, "BLOB_UPLOAD_INVALID", "blob upload invalid");
                return true;
            });
        }
        push(other, "team/app");
        hasAll(other, "team/app");
    }

    @Test
    void doesNotWaitForARegistryThatTakesNothing() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger hangs = new AtomicInteger();
        for (int session = 1; session < 5; session++) {
            other.faults.put("PATCH /v2/team/app/blobs/uploads/u" + session, x -> {
                if (hangs.getAndIncrement() > 0) {
                    return false;
                }
                await(over);
                return true;
            });
        }
        push(other, "team/app");
        over.countDown();
        hasAll(other, "team/app");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void mountsFromARepositoryThatHasIt() {
        registry.faults.put("HEAD /v2/team/new/blobs/" + big(), x -> {
            FakeRegistry.error(x, 404, "BLOB_UNKNOWN", "blob unknown to registry");
            return true;
        });
        push(registry, "team/new");
        assertTrue(engine.shown.contains(Digests.shortened(image.layers().get(0).diffId()) + ": Mounted from team/app"), engine.shown::toString);
        assertFalse(registry.log.stream().anyMatch(l -> l.startsWith("PATCH")), registry.log::toString);
        assertTrue(registry.manifests.containsKey("team/new 2"));
    }

    @Test
    void sendsWhatItMayNotMount() {
        byte[] layer = registry.blobs.remove(big());
        AtomicInteger refused = new AtomicInteger();
        registry.faults.put("POST /v2/team/new/blobs/uploads/", x -> {
            if (x.getRequestURI().getQuery() == null || !x.getRequestURI().getQuery().contains("mount=")) {
                return false;
            }
            refused.incrementAndGet();
            FakeRegistry.error(x, 403, "DENIED", "the other repository is not yours");
            return true;
        });
        push(registry, "team/new");
        assertEquals(1, refused.get());
        assertArrayEquals(layer, registry.blobs.get(big()));
    }

    @Test
    void keepsCredentialsFromWhereUploadsAreSentTo() throws IOException {
        registry.wanted = "Basic " + java.util.Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
        registry.challenge = "Basic realm=\"here\"";
        registry.blobs.clear();
        AtomicInteger leaks = new AtomicInteger();
        other.faults.put("PATCH /take", x -> {
            leaks.addAndGet(x.getRequestHeaders().containsKey("Authorization") ? 1 : 0);
            byte[] bytes = x.getRequestBody().readAllBytes();
            registry.blobs.put(Digests.of(bytes), bytes);
            x.getResponseHeaders().set("Location", "http://" + other.host() + "/take");
            FakeRegistry.send(x, 202, new byte[0]);
            return true;
        });
        other.faults.put("PUT /take", x -> {
            FakeRegistry.send(x, 201, new byte[0]);
            return true;
        });
        registry.faults.put("POST /v2/team/new/blobs/uploads/", x -> {
            x.getResponseHeaders().set("Location", "http://" + other.host() + "/take");
            FakeRegistry.send(x, 202, new byte[0]);
            return true;
        });
        push(registry, "team/new", new RegistryLogin("ann", "secret", "", "", ""));
        assertEquals(0, leaks.get());
        assertTrue(registry.blobs.containsKey(big()));
    }

    @Test
    void endsWhenTheClientLeaves() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        for (int session = 1; session < 5; session++) {
            other.faults.put("PATCH /v2/team/app/blobs/uploads/u" + session, x -> {
                arrived.countDown();
                await(over);
                return true;
            });
        }
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Future<ServinException> pushed = threads.submit(() -> assertThrows(ServinException.class, () -> push(other, "team/app")));
        arrived.await();
        threads.shutdownNow();
        assertEquals(ErrorKind.CANCELLED, pushed.get().kind());
        over.countDown();
    }

    @Test
    void leavesForeignLayersWhereTheyAre() throws IOException {
        TestImages.Layer foreign = TestImages.layer(Packing.GZIP, "f", "not to be distributed");
        Built plain = TestImages.image(ARCH, false, foreign);
        byte[] manifest = new String(plain.manifest(), StandardCharsets.UTF_8).replace("\"mediaType\":\"" + MediaTypes.DOCKER_LAYER_GZIP + "\"",
                "\"urls\":[\"http://" + other.host() + "/elsewhere\"],\"mediaType\":\"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip\"").getBytes(StandardCharsets.UTF_8);
        registry.add("team/foreign", "1", plain);
        registry.blobs.remove(foreign.digest());
        registry.manifest("team/foreign", "1", MediaTypes.DOCKER_MANIFEST, manifest);
        other.faults.put("GET /elsewhere", x -> {
            FakeRegistry.send(x, 200, foreign.blob());
            return true;
        });
        engine.pull(registry.host() + "/team/foreign:1");
        assertEquals(1, other.log.size());
        engine.images.tag(registry.host() + "/team/foreign:1", other.host() + "/copy", "1");
        engine.images.push(other.host() + "/copy", Optional.of("1"), RegistryLogin.none(), engine::sink);
        assertTrue(engine.shown.contains(Digests.shortened(foreign.diffId()) + ": Skipped foreign layer"), engine.shown::toString);
        assertFalse(other.blobs.containsKey(foreign.digest()));
        assertArrayEquals(manifest, other.manifests.get("copy 1"));
    }

    @Test
    void saysWhyARegistryRefuses() {
        other.faults.put("PUT /v2/team/app/manifests/2", x -> {
            FakeRegistry.error(x, 403, "DENIED", "not yours");
            return true;
        });
        assertEquals("denied: not yours", assertThrows(ServinException.class, () -> push(other, "team/app")).getMessage());
    }
}
