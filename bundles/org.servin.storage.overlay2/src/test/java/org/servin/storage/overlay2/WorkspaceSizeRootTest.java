package org.servin.storage.overlay2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.fs.Self;
import org.servin.spi.ServinException;
import org.servin.spi.storage.WorkspaceId;
import org.servin.spi.storage.WorkspaceOptions;

/** Workspaces of limited size on real file systems. */
class WorkspaceSizeRootTest {
    private static final String REFUSED = "--storage-opt is supported only for overlay over xfs with 'pquota' mount option";
    @TempDir
    private Path folder;
    private Path disk;

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(Self.read().isRoot(), "needs root");
        disk = Files.createDirectory(folder.resolve("mounted"));
    }

    /** Whether the kernel mounts it. */
    private boolean mount(String options, String... mkfs) throws IOException, InterruptedException {
        Path file = folder.resolve("disk");
        try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
            data.setLength(320 << 20);
        }
        String[] make = java.util.Arrays.copyOf(mkfs, mkfs.length + 1);
        make[mkfs.length] = file.toString();
        assertEquals("", run(make));
        return run("mount", "-o", options, file.toString(), disk.toString()).isEmpty();
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        if (Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + disk + " ")) {
            assertEquals("", run("umount", disk.toString()));
        }
    }

    /** What it says if it fails. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : String.join(" ", command) + ": " + said;
    }

    @Test
    void btrfsKeepsThem() throws IOException, InterruptedException {
        assertTrue(mount("loop", "mkfs.btrfs", "-q"));
        kept();
    }

    @Test
    void xfsKeepsThemIfTheKernelCountsForProjects() throws IOException, InterruptedException {
        if (mount("loop,prjquota", "mkfs.xfs", "-q", "-f")) {
            kept();
        } else {
            assertTrue(mount("loop", "mkfs.xfs", "-q", "-f"));
            refused();
        }
    }

    @Test
    void ext4WithoutThemRefuses() throws IOException, InterruptedException {
        assertTrue(mount("loop", "mkfs.ext4", "-q", "-F"));
        refused();
    }

    private void kept() throws IOException, InterruptedException {
        OverlayDriver driver = new OverlayDriver(new TestConfig(disk.toString()));
        assertTrue(driver.probe().isUsable(), () -> driver.probe().reason());
        long little = written(driver, "small", Map.of("size", "2m"));
        assertTrue(little > 1 << 19 && little <= 2 << 20, Long.toString(little));
        long more = written(driver, "large", Map.of("SIZE", "8 MB"));
        assertTrue(more > 4 << 20 && more <= 8 << 20, Long.toString(more));
        assertEquals(10 << 20, written(driver, "any", Map.of()));
        assertEquals("invalid size: 'much'", assertThrows(ServinException.class, () -> written(driver, "bad", Map.of("size", "much"))).getMessage());
        driver.workspaces().forEach(driver::removeWorkspace);
        assertEquals(List.of(), driver.workspaces());
        try (var left = Files.list(disk.resolve("overlay2/workspaces"))) {
            assertEquals(0, left.count());
        }
    }

    /** Up to 10 MiB, until there is no more room. */
    private static long written(OverlayDriver driver, String name, Map<String, String> options) throws IOException, InterruptedException {
        WorkspaceId id = new WorkspaceId(name);
        driver.prepare(id, Optional.empty(), new WorkspaceOptions(options));
        String file = driver.details(id).get("UpperDir") + "/f";
        String said = run("dd", "if=/dev/urandom", "of=" + file, "bs=256k", "count=40", "oflag=sync");
        assertTrue(said.isEmpty() || said.matches("(?is).*(quota exceeded|no space left).*"), said);
        return Files.size(Path.of(file));
    }

    private void refused() {
        OverlayDriver driver = new OverlayDriver(new TestConfig(disk.toString()));
        WorkspaceId id = new WorkspaceId("sized");
        assertEquals(REFUSED, assertThrows(ServinException.class, () -> driver.prepare(id, Optional.empty(), new WorkspaceOptions(Map.of("size", "1m")))).getMessage());
        assertFalse(driver.workspaces().contains(id));
    }
}
