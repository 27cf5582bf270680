package org.servin.volume.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.fs.Mounts;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.volume.VolumeSpec;

/** Real mounts below a temporary folder. */
class LocalVolumeDriverRootTest {
    @TempDir
    Path root;
    private LocalVolumeDriver driver;

    @BeforeEach
    void driver() {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        driver = new LocalVolumeDriver(root.resolve("volumes"), MountTable.ofHost());
    }

    @AfterEach
    void unmountAll() {
        if (driver != null) {
            driver.list().forEach(v -> {
                while (MountTable.ofHost().isMounted(v.mountpoint())) {
                    Mounts.detach(v.mountpoint());
                }
            });
        }
    }

    @Test
    void theDataFolderBelongsToWhomItIsFor() throws IOException {
        Path data = driver.create(new VolumeSpec("owned", Map.of(), new Owner(300000, 400000))).mountpoint();
        assertEquals(300000, Files.getAttribute(data, "unix:uid"));
        assertEquals(400000, Files.getAttribute(data, "unix:gid"));
        assertEquals(0, Files.getAttribute(data.getParent(), "unix:uid"));
    }

    @Test
    void mountedWhileInUseAndNotTwice() throws IOException {
        Path data = driver.create(new VolumeSpec("tmp", Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=1m,uid=7"))).mountpoint();
        driver.mount("tmp", "c1");
        Files.writeString(data.resolve("f"), "x");
        // The driver's bundle was updated meanwhile.
        LocalVolumeDriver next = new LocalVolumeDriver(root.resolve("volumes"), MountTable.ofHost());
        next.mount("tmp", "c1");
        next.mount("tmp", "c2");
        assertTrue(Files.exists(data.resolve("f")));
        next.unmount("tmp", "c1");
        assertEquals(7, Files.getAttribute(data, "unix:uid"));
        next.unmount("tmp", "c2");
        assertFalse(Files.exists(data.resolve("f")));
        assertFalse(MountTable.ofHost().isMounted(data));
    }

    @Test
    void removalNeverReachesThroughAMount() throws IOException {
        Path precious = Files.createDirectory(root.resolve("precious"));
        Files.writeString(precious.resolve("f"), "x");
        Path data = driver.create(new VolumeSpec("bound", Map.of("type", "none", "device", precious.toString(), "o", "bind,ro"))).mountpoint();
        driver.mount("bound", "c1");
        assertTrue(Files.exists(data.resolve("f")));
        assertThrows(IOException.class, () -> Files.writeString(data.resolve("g"), "y"));
        LocalVolumeDriver next = new LocalVolumeDriver(root.resolve("volumes"), MountTable.ofHost());
        next.remove("bound");
        assertTrue(Files.exists(precious.resolve("f")));
        assertFalse(Files.exists(data));
    }

    @Test
    void failedMountNamesDevice() {
        driver.create(new VolumeSpec("bad", Map.of("type", "none", "device", "/no/such", "o", "bind")));
        ServinException e = assertThrows(ServinException.class, () -> driver.mount("bad", "c1"));
        assertTrue(e.getMessage().contains("no such file or directory") && e.getMessage().contains("/no/such"), e.getMessage());
        driver.remove("bad");
    }
}
