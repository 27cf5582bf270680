package org.servin.runtime.internal.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Stats;

class LegacyCgroupTest {
    @TempDir
    Path root;
    private FakeGroups fake;

    @BeforeEach
    void files() {
        fake = new FakeGroups(root)
                .file("cpu,cpuacct", "cpu.shares", "1024\n").file("cpu,cpuacct", "cpu.cfs_period_us", "100000\n").file("cpu,cpuacct", "cpu.cfs_quota_us", "-1\n")
                .file("cpuset", "cpuset.cpus", "0-1\n").file("cpuset", "cpuset.mems", "0\n")
                .file("memory", "memory.limit_in_bytes", "9223372036854771712\n").file("memory", "memory.memsw.limit_in_bytes", "9223372036854771712\n")
                .file("devices", "devices.allow", "").file("devices", "devices.deny", "")
                .file("freezer", "freezer.state", "THAWED\n").file("blkio", "x", "")
                .file("pids", "pids.max", "max\n").file("pids", "cgroup.procs", "12\n34\n");
    }

    private ContainerCgroup open() {
        return ContainerCgroup.open(fake.legacy(), FakeGroups.PATH);
    }

    @Test
    void createWritesOnlyWhatIsGiven() {
        ContainerCgroup.create(fake.legacy(), FakeGroups.PATH, Limits.memoryAndPids(8 << 20, 7));
        assertEquals("8388608", fake.read("memory", "memory.limit_in_bytes"));
        assertEquals("9223372036854771712\n", fake.read("memory", "memory.memsw.limit_in_bytes"));
        assertEquals("7", fake.read("pids", "pids.max"));
        assertEquals("1024\n", fake.read("cpu,cpuacct", "cpu.shares"));
    }

    @Test
    void everyMountIsJoinedOnce() {
        List<Path> files = open().procsFiles();
        assertEquals(7, files.size());
        assertEquals(root.resolve("cpu,cpuacct/servin/c1/cgroup.procs"), files.get(0));
    }

    @Test
    void failureNamesFileAndLeavesNothing() {
        root.resolve("memory/servin/c1/memory.limit_in_bytes").toFile().delete();
        assertTrue(root.resolve("pids/servin/c1/pids.max").toFile().delete());
        ServinException e = assertThrows(ServinException.class,
                () -> ContainerCgroup.create(fake.legacy(), FakeGroups.PATH, Limits.memoryAndPids(8 << 20, 7)));
        assertTrue(e.getMessage().contains("memory.limit_in_bytes: no such file"), e.getMessage());
    }

    @Test
    void updatePutsOldValuesBackWhenLaterOnesFail() {
        fake.file("memory", "memory.limit_in_bytes", "100\n");
        root.resolve("pids/servin/c1/pids.max").toFile().delete();
        assertThrows(ServinException.class, () -> open().update(Limits.memoryAndPids(8 << 20, 7)));
        assertEquals("100", fake.read("memory", "memory.limit_in_bytes"));
    }

    @Test
    void swapAndMemoryAreBothWritten() {
        fake.file("memory", "memory.limit_in_bytes", "100\n").file("memory", "memory.memsw.limit_in_bytes", "200\n");
        open().update(Limits.memory(300, OptionalLong.of(400)));
        assertEquals("300", fake.read("memory", "memory.limit_in_bytes"));
        assertEquals("400", fake.read("memory", "memory.memsw.limit_in_bytes"));
    }

    @Test
    void statsComeFromAllControllers() {
        fake.file("cpu,cpuacct", "cpuacct.usage", "5000\n").file("cpu,cpuacct", "cpuacct.usage_percpu", "2000 3000 \n")
                .file("cpu,cpuacct", "cpuacct.stat", "user 3\nsystem 4\n").file("cpu,cpuacct", "cpu.stat", "nr_periods 1\nnr_throttled 2\nthrottled_time 3\n")
                .file("memory", "memory.usage_in_bytes", "77\n").file("memory", "memory.max_usage_in_bytes", "99\n").file("memory", "memory.failcnt", "1\n")
                .file("memory", "memory.stat", "cache 10\nrss 20\n").file("pids", "pids.current", "2\n")
                .file("blkio", "blkio.throttle.io_service_bytes_recursive", "8:0 Read 4096\n8:0 Write 0\nTotal 4096\n");
        Stats stats = open().stats();
        assertEquals(5000, stats.cpuTotal());
        assertEquals(List.of(2000L, 3000L), stats.cpuPerCpu());
        assertEquals(30_000_000, stats.cpuUser());
        assertEquals(40_000_000, stats.cpuKernel());
        assertEquals(3, stats.throttledTime());
        assertEquals(77, stats.memoryUsage());
        assertEquals(Map.of("cache", 10L, "rss", 20L), stats.memory());
        assertTrue(stats.memoryLimit() > 0 && stats.memoryLimit() < 1L << 50);
        assertEquals(0, stats.pidsLimit());
        assertEquals(new Stats.BlkioEntry("io_service_bytes_recursive", 8, 0, "Read", 4096), stats.blkio().get(0));
        assertEquals(2, stats.blkio().size());
        assertEquals(1, stats.cgroupVersion());
    }

    @Test
    void pidsAreListed() {
        assertEquals(List.of(12, 34), open().pids());
    }

    @Test
    void noLimitsWriteNothing() {
        ContainerCgroup.create(fake.legacy(), FakeGroups.PATH, Resources.none());
        assertEquals("max\n", fake.read("pids", "pids.max"));
    }
}
