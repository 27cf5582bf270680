package org.servin.storage.overlay2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.Fd;
import org.servin.linux.fs.At;
import org.servin.linux.fs.DetachedTree;
import org.servin.linux.fs.Self;
import org.servin.linux.fs.TreeRemoval;
import org.servin.spi.ErrorKind;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.RootFilesystem;
import org.servin.spi.storage.WorkspaceId;
import org.servin.spi.storage.WorkspaceOptions;

/** With real overlay mounts, which no namespace shows. */
class OverlayDriverRootTest {
    private static final LayerId BASE = new LayerId("a".repeat(64));
    private static final LayerId TOP = new LayerId("b".repeat(64));
    private static final WorkspaceId BOX = new WorkspaceId("box");

    private Path root;
    private Path anchor;
    private OverlayDriver driver;

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(Self.read().isRoot(), "needs root");
        root = Files.createTempDirectory("servin-overlay-test");
        anchor = Files.createDirectory(root.resolve("anchor"));
        driver = reopen();
        Assumptions.assumeTrue(driver.probe().isUsable(), () -> driver.probe().reason());
    }

    @AfterEach
    void clean() {
        if (root != null) {
            TreeRemoval.remove(root);
        }
    }

    private OverlayDriver reopen() {
        return new OverlayDriver(new TestConfig(root.toString()));
    }

    private void layer(LayerId id, Optional<LayerId> parent, Fill fill) throws IOException {
        try (LayerWriter writer = driver.write(id, parent)) {
            fill.run(writer.root());
            writer.commit();
        }
    }

    interface Fill {
        void run(Path folder) throws IOException;
    }

    private void mounted(RootFilesystem files, boolean readOnly, Consumer<Path> call) {
        DetachedTree.Root wanted = new DetachedTree.Root(files.type(), files.source(), files.data(), files.workFolder(), readOnly);
        try (Fd fd = DetachedTree.build(anchor, wanted, List.of())) {
            call.accept(Path.of("/proc/self/fd/" + fd.number() + "/."));
        }
    }

    private void twoLayers() throws IOException {
        layer(TOP, Optional.of(BASE), folder -> Files.writeString(folder.resolve("top"), "top")); // before its parent
        layer(BASE, Optional.empty(), folder -> {
            Files.createDirectories(folder.resolve("etc/sub"));
            Files.writeString(folder.resolve("etc/passwd"), "root");
            Files.writeString(folder.resolve("etc/sub/deep"), "deep");
            Files.writeString(folder.resolve("etc/touched"), "t");
        });
    }

    @Test
    void layersAreReplacedUnderWhatStandsOnThem() throws IOException {
        twoLayers();
        driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none());
        try (LayerWriter writer = driver.rewrite(BASE, Optional.empty())) {
            Files.writeString(writer.root().resolve("new"), "new");
        }
        assertEquals("root", read(driver.folder(BASE).resolve("etc/passwd")));
        try (LayerWriter writer = driver.rewrite(BASE, Optional.empty())) {
            Files.writeString(writer.root().resolve("new"), "new");
            writer.commit();
        }
        driver = reopen();
        mounted(driver.rootFilesystem(BOX), false, path -> {
            assertEquals("new", read(path.resolve("new")));
            assertEquals("top", read(path.resolve("top")));
            assertFalse(Files.exists(path.resolve("etc")));
        });
        assertEquals(0, root.resolve("overlay2/staging").toFile().list().length);
        assertEquals(ErrorKind.NOT_FOUND, assertThrows(ServinException.class, () -> driver.rewrite(new LayerId("f".repeat(64)), Optional.empty())).kind());
    }

    @Test
    void layersAndWorkspacesAreFoundAgainAfterARestart() throws IOException {
        twoLayers();
        driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none());
        driver = reopen();
        assertEquals(2, driver.layers().size());
        assertEquals(List.of(BOX), driver.workspaces());
        mounted(driver.rootFilesystem(BOX), false, path -> {
            assertEquals("root", read(path.resolve("etc/passwd")));
            assertEquals("top", read(path.resolve("top")));
            write(path.resolve("mine"), "x");
        });
        mounted(driver.view(BOX), true, path -> assertEquals("x", read(path.resolve("mine"))));
        mounted(driver.layerFilesystem(TOP), true, path -> assertEquals("deep", read(path.resolve("etc/sub/deep"))));
        mounted(driver.layerFilesystem(BASE), true, path -> assertFalse(Files.exists(path.resolve("top"))));
    }

    @Test
    void changesAreThoseThatDockerDiffTells() throws IOException {
        twoLayers();
        driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none());
        assertEquals(List.of(), driver.changes(BOX));
        mounted(driver.rootFilesystem(BOX), false, path -> {
            try {
                Files.delete(path.resolve("top"));
                Files.writeString(path.resolve("etc/sub/new"), "new");
                Files.setPosixFilePermissions(path.resolve("etc/passwd"), PosixFilePermissions.fromString("rw-------"));
                var time = Files.getLastModifiedTime(path.resolve("etc/touched"));
                Files.writeString(path.resolve("etc/touched"), "t");
                Files.setLastModifiedTime(path.resolve("etc/touched"), time); // copied up, but as before
                Files.createDirectories(path.resolve("a/b"));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertEquals(List.of("ADDED /a", "ADDED /a/b", "MODIFIED /etc", "MODIFIED /etc/passwd", "MODIFIED /etc/sub", "ADDED /etc/sub/new", "DELETED /top"),
                changes());
        assertEquals(3 + 4 + 1, driver.size(BOX)); // "new", and both files that were copied up
    }

    private List<String> changes() {
        return driver.changes(BOX).stream().map(change -> change.kind() + " " + change.path()).toList();
    }

    @Test
    void aFolderThatReplacesAnotherShowsWhatItHides() throws IOException {
        twoLayers();
        driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none());
        mounted(driver.rootFilesystem(BOX), false, path -> {
            TreeRemoval.remove(path.resolve("etc"));
            mkdir(path.resolve("etc"));
            write(path.resolve("etc/passwd"), "mine");
        });
        assertEquals(List.of("MODIFIED /etc", "MODIFIED /etc/passwd", "DELETED /etc/sub", "DELETED /etc/touched"), changes());
    }

    @Test
    void viewsAreReadOnlyAndStandBesideALiveMount() throws IOException {
        twoLayers();
        driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none());
        mounted(driver.rootFilesystem(BOX), false, live -> {
            write(live.resolve("one"), "1");
            mounted(driver.view(BOX), true, view -> {
                assertEquals("1", read(view.resolve("one")));
                assertThrows(java.io.UncheckedIOException.class, () -> write(view.resolve("two"), "2"));
            });
            write(live.resolve("three"), "3");
        });
    }

    @Test
    void aHundredLayersFitIntoAPage() throws IOException {
        Optional<LayerId> parent = Optional.empty();
        for (int i = 0; i < 127; i++) {
            LayerId id = new LayerId(String.format("%064x", i));
            String name = "f" + i;
            layer(id, parent, folder -> Files.writeString(folder.resolve(name), name));
            parent = Optional.of(id);
        }
        driver.prepare(BOX, parent, WorkspaceOptions.none());
        RootFilesystem files = driver.rootFilesystem(BOX);
        assertTrue(files.data().length() < 4096, "the options have " + files.data().length() + " bytes");
        mounted(files, false, path -> {
            assertEquals("f0", read(path.resolve("f0")));
            assertEquals("f126", read(path.resolve("f126")));
        });
    }

    @Test
    void theRootBelongsToWhomItIsFor() throws IOException {
        driver.prepare(BOX, Optional.empty(), new WorkspaceOptions(Map.of(), new Owner(300000, 400000)));
        mounted(driver.rootFilesystem(BOX), false, path -> assertEquals("300000 400000", At.stat(At.CWD, path + "/.").uid() + " " + At.stat(At.CWD, path + "/.").gid()));
    }

    @Test
    void aWorkspaceOnNothingIsEmpty() throws IOException {
        driver.prepare(BOX, Optional.empty(), WorkspaceOptions.none());
        mounted(driver.rootFilesystem(BOX), false, path -> write(path.resolve("f"), "x"));
        mounted(driver.view(BOX), true, path -> assertEquals("x", read(path.resolve("f"))));
        assertEquals(List.of(new Change(Change.Kind.ADDED, "/f")), driver.changes(BOX));
    }

    @Test
    void nothingIsRemovedThatIsInUse() throws IOException {
        twoLayers();
        driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none());
        assertEquals(ErrorKind.IN_USE, assertThrows(ServinException.class, () -> driver.removeLayer(TOP)).kind());
        assertEquals(ErrorKind.IN_USE, assertThrows(ServinException.class, () -> driver.removeLayer(BASE)).kind());
        driver.removeWorkspace(BOX);
        driver.removeWorkspace(BOX);
        driver.removeLayer(TOP);
        driver.removeLayer(BASE);
        driver.removeLayer(BASE);
        for (String folder : List.of("layers", "l", "workspaces", "staging", "removing")) {
            assertEquals(0, Files.list(root.resolve("overlay2").resolve(folder)).count(), folder);
        }
    }

    @Test
    void aDetachedLayerIsGoneBeforeItsFilesAre() throws IOException {
        twoLayers();
        assertEquals(ErrorKind.IN_USE, assertThrows(ServinException.class, () -> driver.detachLayer(BASE)).kind());
        Runnable top = driver.detachLayer(TOP);
        driver.detachLayer(BASE); // its rest is left to the next start
        assertEquals(List.of(), driver.layers());
        layer(TOP, Optional.empty(), folder -> Files.writeString(folder.resolve("anew"), ""));
        assertEquals(2, left());
        top.run();
        assertEquals(1, left());
        driver = reopen();
        assertEquals(List.of(TOP), driver.layers());
        assertEquals(0, left());
        driver.detachLayer(BASE).run();
    }

    private long left() throws IOException {
        try (var folders = Files.list(root.resolve("overlay2/removing"))) {
            return folders.count();
        }
    }

    @Test
    void whatWasNotCommittedIsGone() throws IOException {
        try (LayerWriter writer = driver.write(BASE, Optional.empty())) {
            Files.writeString(writer.root().resolve("half"), "");
        }
        assertFalse(driver.hasLayer(BASE));
        LayerWriter killed = driver.write(BASE, Optional.empty());
        Files.createDirectory(root.resolve("overlay2/workspaces/half"));
        driver = reopen();
        assertEquals(List.of(), driver.workspaces());
        assertFalse(Files.exists(killed.root()));
        assertEquals(ErrorKind.NOT_FOUND, assertThrows(ServinException.class, () -> driver.layerFilesystem(BASE)).kind());
    }

    @Test
    void twiceTheSameIsRefused() throws IOException {
        twoLayers();
        driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none());
        assertEquals(ErrorKind.ALREADY_EXISTS,
                assertThrows(ServinException.class, () -> driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none())).kind());
        assertEquals(ErrorKind.ALREADY_EXISTS, assertThrows(ServinException.class, () -> driver.write(BASE, Optional.empty())).kind());
        assertTrue(driver.workspaces().contains(BOX));
        assertEquals("--storage-opt is supported only for overlay over xfs with 'pquota' mount option",
                assertThrows(ServinException.class,
                        () -> driver.prepare(new WorkspaceId("c"), Optional.of(TOP), new WorkspaceOptions(Map.of("size", "10G")))).getMessage());
        assertThrows(ServinException.class, () -> driver.prepare(new WorkspaceId("c"), Optional.of(TOP), new WorkspaceOptions(Map.of("foo", "1"))));
        assertFalse(driver.workspaces().contains(new WorkspaceId("c")));
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void write(Path path, String text) {
        try {
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void mkdir(Path path) {
        try {
            Files.createDirectory(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
