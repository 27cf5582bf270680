package org.servin.storage.vfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.WhiteoutForm;
import org.servin.spi.storage.WorkspaceId;
import org.servin.spi.storage.WorkspaceOptions;

class VfsDriverTest {
    private static final LayerId BASE = new LayerId("a".repeat(64));
    private static final LayerId TOP = new LayerId("b".repeat(64));
    private static final WorkspaceId BOX = new WorkspaceId("box");

    @TempDir
    Path root;
    private VfsDriver driver;

    @SuppressWarnings("annotation")
    private record TestConfig(String root) implements VfsDriver.Config {
        @Override
        public Class<? extends Annotation> annotationType() {
            return VfsDriver.Config.class;
        }
    }

    @BeforeEach
    void open() {
        driver = new VfsDriver(new TestConfig(root.toString()));
    }

    private void twoLayers() throws IOException {
        try (LayerWriter writer = driver.write(BASE, Optional.empty())) {
            assertEquals(WhiteoutForm.REMOVE, writer.whiteouts());
            Files.createDirectories(writer.root().resolve("etc/sub"));
            Files.writeString(writer.root().resolve("etc/conf"), "base");
            Files.writeString(writer.root().resolve("etc/sub/deep"), "deep");
            Files.writeString(writer.root().resolve("gone"), "gone");
            writer.commit();
        }
        try (LayerWriter writer = driver.write(TOP, Optional.of(BASE))) {
            Files.delete(writer.root().resolve("gone"));
            Files.writeString(writer.root().resolve("top"), "top");
            writer.commit();
        }
    }

    private Path files() {
        return Path.of(driver.rootFilesystem(BOX).source());
    }

    @Test
    void layersHoldTheirParentsFiles() throws IOException {
        twoLayers();
        Path top = Path.of(driver.layerFilesystem(TOP).source());
        assertEquals("base", Files.readString(top.resolve("etc/conf")));
        assertFalse(Files.exists(top.resolve("gone")));
        assertTrue(Files.exists(Path.of(driver.layerFilesystem(BASE).source()).resolve("gone")));
    }

    @Test
    void layersAreReplaced() throws IOException {
        twoLayers();
        Files.writeString(driver.folder(TOP).resolve("top"), "damaged");
        try (LayerWriter writer = driver.rewrite(TOP, Optional.of(BASE))) {
            assertEquals("base", Files.readString(writer.root().resolve("etc/conf")));
            Files.writeString(writer.root().resolve("top"), "again");
            writer.commit();
        }
        assertEquals("again", Files.readString(driver.folder(TOP).resolve("top")));
        assertThrows(ServinException.class, () -> driver.rewrite(new LayerId("f".repeat(64)), Optional.empty()));
    }

    @Test
    void changesAreFoundByComparing() throws IOException {
        twoLayers();
        driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none());
        assertEquals(List.of(), driver.changes(BOX));
        assertEquals(0, driver.size(BOX));
        Files.writeString(files().resolve("etc/sub/new"), "12345");
        Files.delete(files().resolve("top"));
        Files.createDirectories(files().resolve("a/b"));
        open();
        assertEquals(List.of("ADDED /a", "ADDED /a/b", "MODIFIED /etc", "MODIFIED /etc/sub", "ADDED /etc/sub/new", "DELETED /top"),
                driver.changes(BOX).stream().map(change -> change.kind() + " " + change.path()).toList());
        assertEquals(5, driver.size(BOX));
    }

    @Test
    void whatIsInUseStaysAndTheRestGoes() throws IOException {
        twoLayers();
        driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none());
        assertEquals(ErrorKind.IN_USE, assertThrows(ServinException.class, () -> driver.removeLayer(TOP)).kind());
        assertEquals(ErrorKind.ALREADY_EXISTS,
                assertThrows(ServinException.class, () -> driver.prepare(BOX, Optional.of(TOP), WorkspaceOptions.none())).kind());
        driver.removeWorkspace(BOX);
        driver.removeWorkspace(BOX);
        assertEquals(ErrorKind.NOT_FOUND, assertThrows(ServinException.class, () -> driver.rootFilesystem(BOX)).kind());
        driver.removeLayer(TOP);
        driver.removeLayer(BASE);
        assertEquals(List.of(), driver.layers());
        assertEquals(ErrorKind.NOT_FOUND, assertThrows(ServinException.class, () -> driver.write(TOP, Optional.of(BASE))).kind());
        try (var left = Files.list(root.resolve("vfs/staging"))) {
            assertEquals(0, left.count());
        }
    }
}
