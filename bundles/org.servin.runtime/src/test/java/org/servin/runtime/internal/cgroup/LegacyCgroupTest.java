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
import org.servin.spi.runtime.Resources.BlkioDevice;
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

    @Test
    void everyLimitHasItsFile() {
        for (String file : List.of("memory.soft_limit_in_bytes", "memory.swappiness", "memory.kmem.tcp.limit_in_bytes", "memory.oom_control")) {
            fake.file("memory", file, "");
        }
        fake.file("blkio", "blkio.throttle.read_bps_device", "").file("cpu,cpuacct", "cpu.rt_period_us", "").file("cpu,cpuacct", "cpu.rt_runtime_us", "");
        ContainerCgroup.create(fake.legacy(), FakeGroups.PATH, Resources.builder().memoryReservation(6 << 20).memorySwappiness(40).kernelMemoryTcp(7 << 20)
                .oomKillDisable(true).cpuShares(512).cpuPeriod(50_000).cpuQuota(20_000).cpuRealtimePeriod(1_000).cpuRealtimeRuntime(500)
                .cpusetCpus("0").cpusetMems("0").blkioDevices(List.of(new BlkioDevice(BlkioDevice.What.READ_BPS, 8, 0, 7))).build());
        assertEquals("6291456", fake.read("memory", "memory.soft_limit_in_bytes"));
        assertEquals("40", fake.read("memory", "memory.swappiness"));
        assertEquals("7340032", fake.read("memory", "memory.kmem.tcp.limit_in_bytes"));
        assertEquals("1", fake.read("memory", "memory.oom_control"));
        assertEquals("512", fake.read("cpu,cpuacct", "cpu.shares"));
        assertEquals("50000", fake.read("cpu,cpuacct", "cpu.cfs_period_us"));
        assertEquals("20000", fake.read("cpu,cpuacct", "cpu.cfs_quota_us"));
        assertEquals("1000", fake.read("cpu,cpuacct", "cpu.rt_period_us"));
        assertEquals("500", fake.read("cpu,cpuacct", "cpu.rt_runtime_us"));
        assertEquals("0", fake.read("cpuset", "cpuset.cpus"));
        assertEquals("8:0 7", fake.read("blkio", "blkio.throttle.read_bps_device"));
    }
}
