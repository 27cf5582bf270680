package org.servin.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostCheckTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void completeHost() throws Exception {
        Files.createDirectories(folder.resolve("proc/self"));
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("proc/self/status"), "Name:\tx\nUid:\t0\t0\t0\t0\n");
        Files.writeString(folder.resolve("proc/filesystems"), "nodev\tproc\nnodev\toverlay\n");
        Files.writeString(folder.resolve("lib/libnftables.so.1"), "");
    }

    private List<String> problems(Map<String, Object> more) {
        Map<String, Object> values = new java.util.HashMap<>(Map.of("root", folder.resolve("root").toString(), "run", folder.resolve("run").toString()));
        values.putAll(more);
        return new HostCheck(folder.resolve("proc"), List.of(folder.resolve("lib"))).problems(new Settings(values));
    }

    @Test
    void aCompleteHostHasNoProblems() {
        assertEquals(List.of(), problems(Map.of()));
    }

    @Test
    void notRootIsAllThatIsSaid() throws Exception {
        Files.writeString(folder.resolve("proc/self/status"), "Uid:\t1000\t1000\t1000\t1000\n");
        Files.delete(folder.resolve("lib/libnftables.so.1"));
        assertEquals(List.of("servin must be started as root"), problems(Map.of()));
    }

    @Test
    void allThatIsMissingIsSaidAtOnce() throws Exception {
        Files.writeString(folder.resolve("proc/filesystems"), "nodev\tproc\n");
        Files.delete(folder.resolve("lib/libnftables.so.1"));
        Files.writeString(folder.resolve("root"), "a file");
        List<String> problems = problems(Map.of());
        assertEquals(3, problems.size(), problems.toString());
        assertTrue(problems.get(0).contains("overlayfs") && problems.get(1).contains("libnftables") && problems.get(2).contains("root"), problems.toString());
    }

    @Test
    void vfsDoesWithoutOverlayfs() throws Exception {
        Files.writeString(folder.resolve("proc/filesystems"), "nodev\tproc\n");
        assertEquals(List.of(), problems(Map.of("storage-driver", "vfs")));
    }

    @Test
    void aRootIsClaimedOnce() throws Exception {
        try (var lock = HostCheck.claim(folder)) {
            assertTrue(lock.isValid());
            StartFailure failure = assertThrows(StartFailure.class, () -> HostCheck.claim(folder));
            assertEquals("another engine (process " + ProcessHandle.current().pid() + ") runs on the root " + folder, failure.getMessage());
        }
    }
}
