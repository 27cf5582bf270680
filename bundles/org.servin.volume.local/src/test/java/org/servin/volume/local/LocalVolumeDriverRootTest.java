package org.servin.volume.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.fs.Mounts;
import org.servin.spi.ErrorKind;
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
    void removalMeetsAMountDeepInside() throws IOException {
        Path precious = Files.createDirectory(root.resolve("precious"));
        Files.writeString(precious.resolve("f"), "x");
        Path deep = Files.createDirectories(driver.create(new VolumeSpec("deep", Map.of())).mountpoint().resolve("a/b"));
        Mounts.mount(precious.toString(), deep.toString(), "", Mounts.MS_BIND, "");
        try {
            assertEquals(ErrorKind.IN_USE, assertThrows(ServinException.class, () -> driver.remove("deep")).kind());
            // One that does not see the mount is as one that looked before it was made.
            LocalVolumeDriver blind = new LocalVolumeDriver(root.resolve("volumes"), new MountTable(Files.createFile(root.resolve("no-mounts"))));
            assertThrows(ServinException.class, () -> blind.remove("deep"));
            driver.tidy();
            assertTrue(Files.exists(precious.resolve("f")));
        } finally {
            LoopDisk.umountBelow(root);
        }
        assertTrue(driver.find("deep").isEmpty());
        driver.tidy();
        assertFalse(Files.exists(deep.getParent()));
        assertTrue(Files.exists(precious.resolve("f")));
    }

    @Test
    void failedMountNamesDeviceAndLeavesNothing() {
        Path data = driver.create(new VolumeSpec("bad", Map.of("type", "none", "device", "/no/such", "o", "bind,ro"))).mountpoint();
        assertEquals("failed to mount local volume: mount /no/such:" + data + ", flags: 0x1001: no such file or directory", failure("bad"));
        driver.remove("bad");
        data = driver.create(new VolumeSpec("file", Map.of("type", "none", "device", "/etc/passwd", "o", "bind"))).mountpoint();
        assertEquals("failed to mount local volume: mount /etc/passwd:" + data + ", flags: 0x1000: not a directory", failure("file"));
        assertFalse(MountTable.ofHost().isMounted(data));
    }

    @Test
    void failedMountTellsWhatTheKernelSaid() {
        Path data = driver.create(new VolumeSpec("bad", Map.of("type", "tmpfs", "device", "tmpfs", "o", "size=1m,purple=7"))).mountpoint();
        assertEquals("failed to mount local volume: mount tmpfs:" + data + ", data: size=1m,purple=7: invalid argument (tmpfs: Unknown parameter 'purple')", failure("bad"));
        assertFalse(MountTable.ofHost().isMounted(data));
    }

    private String failure(String name) {
        return assertThrows(ServinException.class, () -> driver.mount(name, "c1")).getMessage();
    }

    @Test
    void longOptionsAreTakenToo() throws IOException {
        Path lower = root;
        for (int i = 0; i < 6; i++) {
            lower = Files.createDirectory(lower.resolve("x".repeat(50)));
        }
        Files.writeString(lower.resolve("f"), "x");
        Path empty = Files.createDirectory(root.resolve("empty"));
        Path data = driver.create(new VolumeSpec("long", Map.of("type", "overlay", "device", "overlay", "o", "lowerdir=" + lower + ":" + empty))).mountpoint();
        driver.mount("long", "c1");
        assertTrue(Files.exists(data.resolve("f")));
        driver.unmount("long", "c1");
        assertFalse(Files.exists(data.resolve("f")));
    }

    @Test
    void theEndOfABindTakesNothingAlong() throws IOException, InterruptedException {
        Path outer = Files.createDirectory(root.resolve("outer"));
        Mounts.mount("outer", outer.toString(), "tmpfs", 0, "");
        try {
            Mounts.mount("", outer.toString(), "", Mounts.MS_SHARED, "");
            Path before = Files.createDirectory(outer.resolve("before"));
            Path later = Files.createDirectory(outer.resolve("later"));
            Mounts.mount("before", before.toString(), "tmpfs", 0, "");
            Path data = driver.create(new VolumeSpec("tree", Map.of("type", "none", "device", outer.toString(), "o", "rbind,ro"))).mountpoint();
            driver.mount("tree", "c1");
            Mounts.mount("later", later.toString(), "tmpfs", 0, "");
            Files.createFile(later.resolve("f"));
            assertTrue(Files.exists(data.resolve("later/f")));
            assertThrows(IOException.class, () -> Files.createFile(data.resolve("f")));
            driver.unmount("tree", "c1");
            assertTrue(MountTable.ofHost().isMounted(before));
            assertTrue(MountTable.ofHost().isMounted(later));
        } finally {
            LoopDisk.umountBelow(root);
        }
    }

    @Test
    void blockDevicesAreMounted() throws IOException, InterruptedException {
        try (LoopDisk disk = LoopDisk.mount(root, 16 << 20, "loop", "mkfs.ext4", "-q")) {
            Files.writeString(disk.folder().resolve("f"), "x");
            String device = Files.getFileStore(disk.folder()).name();
            Path data = driver.create(new VolumeSpec("disk", Map.of("type", "ext4", "device", device, "o", "noatime,nodev"))).mountpoint();
            driver.mount("disk", "c1");
            assertTrue(Files.exists(data.resolve("f")));
            driver.unmount("disk", "c1");
            driver.remove("disk");
            assertTrue(Files.exists(disk.folder().resolve("f")));
        }
    }

    @Test
    void sizesAreKeptOnBtrfs() throws IOException, InterruptedException {
        try (LoopDisk disk = LoopDisk.mount(root, 128 << 20, "loop", "mkfs.btrfs", "-q")) {
            limited(disk);
        }
    }

    @Test
    void ext4KeepsSizesIfTheKernelCountsForProjects() throws IOException, InterruptedException {
        try (LoopDisk disk = LoopDisk.mount(root, 64 << 20, "loop,prjquota", "mkfs.ext4", "-q", "-O", "quota,project", "-E", "quotatype=prjquota")) {
            limited(disk);
        } catch (LoopDisk.NotMountable noSuchQuotas) {
            refusedOn("mkfs.ext4", "-q", "-F");
        }
    }

    @Test
    void xfsKeepsSizesIfTheKernelCountsForProjects() throws IOException, InterruptedException {
        try (LoopDisk disk = LoopDisk.mount(root, 320 << 20, "loop,prjquota", "mkfs.xfs", "-q")) {
            limited(disk);
        } catch (LoopDisk.NotMountable noSuchQuotas) {
            refusedOn("mkfs.xfs", "-q", "-f");
        }
    }

    private void refusedOn(String... mkfs) throws IOException, InterruptedException {
        try (LoopDisk disk = LoopDisk.mount(root, 320 << 20, "loop", mkfs)) {
            refused(disk.folder());
        }
    }

    private static void limited(LoopDisk disk) throws IOException, InterruptedException {
        LocalVolumeDriver limiting = new LocalVolumeDriver(disk.folder().resolve("volumes"), MountTable.ofHost());
        Path small = limiting.create(new VolumeSpec("small", Map.of("size", "2m"), new Owner(300000, 400000))).mountpoint();
        Path large = limiting.create(new VolumeSpec("large", Map.of("size", "8m"))).mountpoint();
        Path any = limiting.create(new VolumeSpec("any", Map.of())).mountpoint();
        assertEquals(300000, Files.getAttribute(small, "unix:uid"));
        long little = written(small);
        assertTrue(little > 1 << 19 && little <= 2 << 20, Long.toString(little));
        long more = written(large);
        assertTrue(more > 4 << 20 && more <= 8 << 20, Long.toString(more));
        assertTrue(written(any) > 9 << 20);
        assertTrue(limiting.usage("small").orElseThrow() > 0);
        for (String name : List.of("small", "large", "any")) {
            limiting.remove(name);
        }
        assertEquals(List.of(), limiting.list());
        assertFalse(Files.exists(small.getParent()));
    }

    /** Up to 10 MiB, until there is no more room, with the capabilities of a usual container: ext4 lets CAP_SYS_RESOURCE have more. */
    private static long written(Path folder) throws IOException, InterruptedException {
        try {
            LoopDisk.run("setpriv", "--bounding-set=-sys_resource", "--inh-caps=-sys_resource", "dd", "if=/dev/urandom", "of=" + folder.resolve("f"), "bs=256k", "count=40", "oflag=sync");
        } catch (IOException full) {
            assertTrue(full.getMessage().matches("(?is).*(quota exceeded|no space left).*"), full.getMessage());
        }
        return Files.size(folder.resolve("f"));
    }

    @Test
    void sizesAreRefusedWhereNobodyKeepsThem() {
        Path tmpfs = driver.create(new VolumeSpec("tmp", Map.of("type", "tmpfs", "device", "tmpfs"))).mountpoint();
        driver.mount("tmp", "c1");
        refused(tmpfs);
    }

    private static void refused(Path folder) {
        LocalVolumeDriver inside = new LocalVolumeDriver(folder.resolve("volumes"), MountTable.ofHost());
        ServinException e = assertThrows(ServinException.class, () -> inside.create(new VolumeSpec("sized", Map.of("size", "1m"))));
        assertEquals(ErrorKind.INVALID_ARGUMENT, e.kind());
        assertEquals("quota size requested but no quota support", e.getMessage());
        assertEquals(List.of(), inside.list());
        assertTrue(inside.find("sized").isEmpty());
    }
}
