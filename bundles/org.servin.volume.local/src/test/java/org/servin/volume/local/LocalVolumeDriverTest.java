package org.servin.volume.local;

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
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ByteCount;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.volume.VolumeInfo;
import org.servin.spi.volume.VolumeSpec;

class LocalVolumeDriverTest {
    @TempDir
    Path root;
    private LocalVolumeDriver driver;

    @BeforeEach
    void driver() {
        driver = new LocalVolumeDriver(root, MountTable.ofHost());
    }

    private VolumeInfo create(String name, Map<String, String> options) {
        return driver.create(new VolumeSpec(name, options));
    }

    @Test
    void aVolumeIsAFolderThatOthersMayEnter() throws IOException {
        VolumeInfo info = create("data", Map.of());
        assertEquals(root.resolve("data/_data"), info.mountpoint());
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(info.mountpoint())));
        Files.writeString(info.mountpoint().resolve("f"), "x");
        assertEquals(info, create("data", Map.of()));
        assertTrue(Files.exists(info.mountpoint().resolve("f")));
        assertTrue(driver.usage("data").orElseThrow() > 0);
        assertEquals(List.of(info), driver.list());
        driver.remove("data");
        assertFalse(Files.exists(root.resolve("data")));
        driver.remove("data");
        assertEquals(List.of(), driver.list());
    }

    @Test
    void volumesInUseStay() {
        create("data", Map.of());
        driver.mount("data", "c1");
        driver.mount("data", "c1");
        driver.mount("data", "c2");
        driver.unmount("data", "c1");
        assertEquals(ErrorKind.IN_USE, assertThrows(ServinException.class, () -> driver.remove("data")).kind());
        driver.unmount("data", "c2");
        driver.unmount("data", "c2");
        driver.remove("data");
    }

    @Test
    void namesAndOptionsAreRefusedInDockerdsWords() {
        refused("volume name is too short, names should be at least two alphanumeric characters", "x", Map.of());
        refused("\"../x\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed."
                + " If you intended to pass a host directory, use absolute path", "../x", Map.of());
        refused("invalid option: \"purple\"", "abc", Map.of("purple", "1"));
        refused("missing required option: \"device\"", "abc", Map.of("type", "tmpfs"));
        refused("missing required option: \"type\"", "abc", Map.of("device", "x"));
        refused("missing required option: \"device\"", "abc", Map.of("o", "ro"));
        refused("\"a\\n\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed."
                + " If you intended to pass a host directory, use absolute path", "a\n", Map.of());
        assertEquals(List.of(), driver.list());
        assertTrue(driver.find("../x").isEmpty());
    }

    private void refused(String message, String name, Map<String, String> options) {
        ServinException e = assertThrows(ServinException.class, () -> create(name, options));
        assertEquals(ErrorKind.INVALID_ARGUMENT, e.kind());
        assertEquals(message, e.getMessage());
    }

    @Test
    void optionsAreKeptForRootAlone() throws IOException {
        create("net", Map.of("type", "cifs", "device", "//server/x\ny=z", "o", "addr=10.0.0.1,password=a\\b,ro", "size", "0"));
        VolumeFolder folder = VolumeFolder.find(root, "net").orElseThrow();
        assertEquals(new VolumeOptions("cifs", "//server/x\ny=z", "addr=10.0.0.1,password=a\\b,ro", 0), folder.options());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path().resolve("options"))));
        assertEquals(OptionalLong.empty(), driver.usage("net"));
    }

    @Test
    void sizesAreReadAsDockerdReadsThem() {
        assertEquals(10 << 20, ByteCount.parse("10m"));
        assertEquals(10 << 20, ByteCount.parse("10 MiB"));
        assertEquals(3L << 29, ByteCount.parse("1.5gb"));
        assertEquals(0, ByteCount.parse("0"));
        for (String text : List.of("", "x", "-1", "10q", "1..5", "1m ", "99999999999p")) {
            ServinException e = assertThrows(ServinException.class, () -> create("sized", Map.of("size", text)), text);
            assertEquals(ErrorKind.INTERNAL, e.kind());
            assertEquals("invalid size: '" + text + "'", e.getMessage());
        }
        assertEquals(List.of(), driver.list());
    }

    @Test
    void whatAKilledEngineLeftIsNoVolume() throws IOException {
        Files.createDirectories(root.resolve(".servin-1-2-3/_data/deep"));
        Files.createDirectories(root.resolve(".others/_data"));
        assertEquals(List.of(), driver.list());
        driver.tidy();
        assertFalse(Files.exists(root.resolve(".servin-1-2-3")));
        assertTrue(Files.exists(root.resolve(".others")));
        String longest = "a".repeat(255);
        create(longest, Map.of());
        driver.remove(longest);
        assertEquals(List.of(), driver.list());
    }

    @Test
    void aLinkInPlaceOfAVolumeIsNone(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("f"), "x");
        create("data", Map.of());
        Files.createSymbolicLink(root.resolve("data/_data/link"), elsewhere);
        driver.remove("data");
        assertTrue(Files.exists(elsewhere.resolve("f")));
        Files.createDirectories(root.resolve("data"));
        Files.createSymbolicLink(root.resolve("data/_data"), elsewhere);
        driver.remove("data");
        assertTrue(Files.exists(elsewhere.resolve("f")));
    }
}
