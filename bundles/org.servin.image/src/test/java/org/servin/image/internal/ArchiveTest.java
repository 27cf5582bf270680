package org.servin.image.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.image.CommitRequest;
import org.servin.image.Image;
import org.servin.image.ImageId;
import org.servin.image.ImageSettings;
import org.servin.image.RegistryLogin;
import org.servin.image.WorkspaceView;
import org.servin.image.internal.TestImages.Built;
import org.servin.image.internal.TestImages.Layer;
import org.servin.image.internal.TestImages.Packing;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.manifest.Json;
import org.servin.image.internal.manifest.MediaTypes;
import org.servin.image.internal.manifest.Platform;
import org.servin.spi.ErrorKind;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.WorkspaceId;

@Timeout(60)
class ArchiveTest {
    private static final String ARCH = Platform.host().architecture();
    @TempDir
    private Path root;
    private TestEngine engine;
    private TestEngine other;

    @BeforeEach
    void start() throws IOException {
        engine = new TestEngine(root.resolve("one"));
        other = new TestEngine(root.resolve("two"));
    }

    private static void load(TestEngine into, byte[] archive) throws IOException {
        into.shown.clear();
        into.images.load(new ByteArrayInputStream(archive), false, into::sink);
    }

    private static byte[] save(TestEngine from, String... refs) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        from.images.save(List.of(refs), () -> out);
        return out.toByteArray();
    }

    /** What dockerd 20.10 writes: layers as files of their own, a shared one as a link. */
    private static byte[] oldArchive(Built built, String tag) {
        StringBuilder layers = new StringBuilder();
        TestImages.Tar tar = new TestImages.Tar();
        for (Layer layer : built.layers()) {
            String name = layer.diffId().substring(7) + "/layer.tar";
            tar.file(name, layer.tar()).file(layer.diffId().substring(7) + "/VERSION", "1.0");
            layers.append(layers.length() == 0 ? "" : ",").append('"').append(name.replace("/layer", "/alias")).append('"');
            tar.link(layer.diffId().substring(7) + "/alias.tar", "../" + name);
        }
        return tar.file(built.id().substring(7) + ".json", built.config())
                .file("manifest.json", "[{\"Config\":\"" + built.id().substring(7) + ".json\",\"RepoTags\":[\"" + tag + "\"],\"Layers\":[" + layers + "]}]").bytes();
    }

    @Test
    void loadsWhatDockerSavesAndSavesItAgain() throws IOException {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"), TestImages.layer(Packing.GZIP, "b", "two"));
        load(engine, oldArchive(built, "app:1"));
        assertEquals("Loaded image: app:1\n", engine.shown.get(engine.shown.size() - 1));
        assertEquals(built.id(), engine.images.get("app:1").id().value());
        assertEquals(List.of("load " + built.id() + " " + built.id()), engine.events);

        byte[] saved = save(engine, "app:1");
        assertArrayEquals(saved, save(engine, "app:1"));
        load(other, saved);
        assertEquals(built.id(), other.images.get("app:1").id().value());
        assertArrayEquals(built.config(), other.images.get("app:1").configJson());
        assertArrayEquals(saved, save(other, "app:1"));
        assertEquals("two", Files.readString(other.storage.path(other.images.get("app:1").top().orElseThrow()).resolve("b")));
    }

    @Test
    void loadsWithADriverThatNeedsParentsFirst() throws IOException {
        TestEngine ordered = new TestEngine(root.resolve("ordered"), false);
        load(ordered, oldArchive(TestImages.image(ARCH, false, twelve()), "app:1"));
        assertEquals(12, ordered.storage.folders().size());
    }

    private static Layer[] twelve() throws IOException {
        Layer[] layers = new Layer[12];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = TestImages.layer(Packing.GZIP, "f" + i, "x".repeat(i));
        }
        return layers;
    }

    @Test
    void leavesNothingOfLayersBesideADamagedOne() throws IOException {
        Built whole = TestImages.image(ARCH, false, twelve());
        Layer[] layers = twelve();
        layers[7] = TestImages.layer(Packing.GZIP, "f7", "another");
        byte[] archive = oldArchive(new Built(whole.config(), whole.manifest(), whole.mediaType(), List.of(layers)), "app:1");
        ServinException damaged = assertThrows(ServinException.class, () -> load(engine, archive));
        assertEquals(ErrorKind.DATA_LOSS, damaged.kind());
        assertEquals(List.of(), engine.storage.folders());
        assertEquals(List.of(), engine.images.list());
    }

    @Test
    void keepsTheManifestThatWasPulledThroughSaveLoadAndPush() throws IOException {
        try (FakeRegistry registry = new FakeRegistry()) {
            Built built = TestImages.image(ARCH, true, TestImages.layer(Packing.ZSTD, "a", "one"), TestImages.layer(Packing.GZIP, "b", "two"));
            registry.add("team/app", "1", built);
            String name = registry.host() + "/team/app:1";
            engine.pull(name);
            load(other, TestImages.gzip(save(engine, name)));
            other.images.tag(name, registry.host() + "/copy", "2");
            registry.blobs.remove(built.layers().get(0).digest());
            other.images.push(registry.host() + "/copy", Optional.of("2"), RegistryLogin.none(), other::sink);
            assertArrayEquals(built.manifest(), registry.manifests.get("copy 2"));
            assertArrayEquals(built.layers().get(0).blob(), registry.blobs.get(built.layers().get(0).digest()));
            assertTrue(other.shown.contains("2: digest: " + built.digest() + " size: " + built.manifest().length), other.shown::toString);
            assertTrue(other.shown.contains(Digests.shortened(built.layers().get(1).diffId()) + ": Layer already exists"));
            assertTrue(other.shown.contains(Digests.shortened(built.layers().get(0).diffId()) + ": Pushed"));
            assertTrue(other.images.get(name).digests().contains(registry.host() + "/copy@" + built.digest()));
        }
    }

    @Test
    void savesById() throws IOException {
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        load(engine, oldArchive(built, "app:1"));
        engine.images.tag("app:1", "app", "2");
        load(other, save(engine, built.id().substring(7, 19)));
        assertEquals("Loaded image ID: " + built.id() + "\n", other.shown.get(other.shown.size() - 1));
        assertEquals(List.of(), other.images.get(built.id()).tags());
        load(other, save(engine, "app"));
        assertEquals(List.of("app:1", "app:2"), other.images.get(built.id()).tags());
    }

    @Test
    void loadsAnOciLayout() throws IOException {
        Built built = TestImages.image(ARCH, true, TestImages.layer(Packing.ZSTD, "a", "one"));
        byte[] archive = new TestImages.Tar().file("blobs/sha256/" + built.digest().substring(7), built.manifest())
                .file("blobs/sha256/" + built.id().substring(7), built.config())
                .file("blobs/sha256/" + built.layers().get(0).digest().substring(7), built.layers().get(0).blob())
                .file("index.json", "{\"manifests\":[{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"digest\":\"" + built.digest() + "\",\"size\":"
                        + built.manifest().length + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"app:7\"}}]}")
                .bytes();
        load(engine, archive);
        assertEquals(built.id(), engine.images.get("app:7").id().value());
    }

    @Test
    void refusesWhatIsNoImageArchive() throws IOException {
        ServinException none = assertThrows(ServinException.class, () -> load(engine, new TestImages.Tar().file("x", "y").bytes()));
        assertTrue(none.getMessage().startsWith("invalid archive"), none.getMessage());
        assertThrows(ServinException.class, () -> load(engine, "rubbish".repeat(500).getBytes(StandardCharsets.UTF_8)));
        byte[] climbs = new TestImages.Tar().file("manifest.json", "[{\"Config\":\"../../../etc/passwd\",\"Layers\":[]}]").bytes();
        assertThrows(ServinException.class, () -> load(engine, climbs));
        Built built = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        byte[] whole = oldArchive(built, "app:1");
        assertThrows(ServinException.class, () -> load(engine, java.util.Arrays.copyOf(whole, 1200)));
        Layer lie = new Layer(TestImages.layer(Packing.GZIP, "a", "two").tar(), built.layers().get(0).blob(), built.layers().get(0).mediaType());
        byte[] swapped = oldArchive(new Built(built.config(), built.manifest(), built.mediaType(), List.of(lie)), "app:1");
        ServinException wrong = assertThrows(ServinException.class, () -> load(engine, swapped));
        assertEquals(ErrorKind.DATA_LOSS, wrong.kind());
        assertEquals(List.of(), engine.content());
        assertEquals(List.of(), engine.storage.folders());
    }

    @Test
    void refusesArchivesOfWhichAFileIsLargerThanTheLimit() throws IOException {
        byte[] bomb = TestImages.gzip(new TestImages.Tar().file("x", "\0".repeat(2_000_000)).bytes());
        assertEquals("a file is larger than 1000000 bytes, the setting max-layer-size", assertThrows(ServinException.class, () -> load(engine, bomb)).getMessage());
        assertThrows(ServinException.class,
                () -> engine.images.importRoot(new ByteArrayInputStream(bomb), Optional.of("mine"), "", List.of(), Optional.empty()));
        assertEquals(List.of(), engine.content());
        assertEquals(List.of(), engine.storage.folders());
    }

    @Test
    void importsARootFileSystem() throws IOException {
        byte[] tar = new TestImages.Tar().file("bin/sh", "#!").bytes();
        ImageId id = engine.images.importRoot(new ByteArrayInputStream(TestImages.gzip(tar)), Optional.of("mine"), "by hand",
                List.of("CMD /bin/sh", "ENV A=1"), Optional.empty());
        Image image = engine.images.get("mine:latest");
        assertEquals(id, image.id());
        assertEquals("by hand", image.comment());
        assertEquals(List.of("/bin/sh", "-c", "/bin/sh"), image.settings().cmd());
        assertEquals(List.of(Digests.of(tar)), image.diffIds());
        assertEquals(List.of("tag " + id + " mine:latest", "import " + id + " " + id), engine.events);
    }

    @Test
    void commitsAWorkspaceAndPushesItCompressed() throws IOException {
        Built base = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"));
        load(engine, oldArchive(base, "app:1"));
        Path merged = Files.createDirectories(root.resolve("merged"));
        Files.writeString(merged.resolve("new"), "fresh");
        engine.images.setWorkspaces(new WorkspaceView() {
            @Override
            public <T> T with(WorkspaceId workspace, java.util.function.Function<Path, T> call) {
                return call.apply(merged);
            }
        });
        WorkspaceId workspace = new WorkspaceId("c1");
        engine.storage.changes.put(workspace, List.of(new Change(Change.Kind.ADDED, "/new")));
        CommitRequest request = new CommitRequest(workspace, "c1", Optional.of(new ImageId(base.id())), ImageSettings.none(),
                Optional.of("{\"Tty\":true}".getBytes(StandardCharsets.UTF_8)), Optional.of("mine:2"), "why", "ann", List.of("sh", "-c", "x"));
        ImageId id = engine.images.commit(request);
        Image image = engine.images.get("mine:2");
        assertEquals(id, image.id());
        assertEquals(2, image.diffIds().size());
        assertEquals(Optional.of(new ImageId(base.id())), image.parent());
        assertEquals("why", image.comment());
        assertEquals("sh -c x", image.history().get(1).createdBy());
        assertTrue(Json.object(image.configJson(), "config").path("container_config").path("Tty").asBoolean());
        assertEquals("fresh", Files.readString(engine.storage.path(image.top().orElseThrow()).resolve("new")));
        pushTwice(image);

        engine.storage.changes.put(workspace, List.of());
        Image same = engine.images.get(engine.images.commit(request).value());
        assertEquals(1, same.diffIds().size());
        assertTrue(same.history().get(1).emptyLayer());
    }

    private void pushTwice(Image image) throws IOException {
        try (FakeRegistry registry = new FakeRegistry()) {
            String name = registry.host() + "/mine";
            engine.images.tag("mine:2", name, "2");
            engine.images.push(name, Optional.empty(), RegistryLogin.none(), engine::sink);
            byte[] manifest = registry.manifests.get("mine 2");
            assertEquals(MediaTypes.DOCKER_MANIFEST, registry.types.get(Digests.of(manifest)));
            engine.shown.clear();
            engine.images.push(name, Optional.of("2"), RegistryLogin.none(), engine::sink);
            assertEquals(2, engine.shown.stream().filter(s -> s.endsWith("Layer already exists")).count(), engine.shown::toString);
            other.pull(name + ":2");
            assertEquals(image.id(), other.images.get(name + ":2").id());
            ServinException e = assertThrows(ServinException.class,
                    () -> engine.images.push(name, Optional.of("no"), RegistryLogin.none(), engine::sink));
            assertEquals("tag does not exist: " + name + ":no", e.getMessage());
        }
    }

    @Test
    void unpacksAgainForAnotherStorageDriver() throws Exception {
        Built base = TestImages.image(ARCH, false, TestImages.layer(Packing.GZIP, "a", "one"), TestImages.layer(Packing.GZIP, "b", "two"));
        load(engine, oldArchive(base, "app:1"));
        FolderStorage fresh = new FolderStorage(Files.createDirectories(root.resolve("fresh")), false, org.servin.spi.storage.WhiteoutForm.REMOVE);
        ImageService again = new ImageService(TestEngine.blobs(root.resolve("one")), root.resolve("one"), TestEngine.settings(),
                engine.store, fresh, Owner.ROOT, new PlainTars());
        Path init = fresh.path(again.containerLayer(new ImageId(base.id())));
        again.deactivate();
        assertEquals(3, fresh.folders().size());
        assertTrue(Files.isDirectory(init.resolve("dev/pts")));
        assertTrue(Files.isRegularFile(init.resolve(".dockerenv")));
        assertEquals("/proc/mounts", Files.readSymbolicLink(init.resolve("etc/mtab")).toString());
        assertEquals(Map.of(), fresh.changes);
    }
}
