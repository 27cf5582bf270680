package org.servin.runtime.internal.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Resources.BlkioDevice;
import org.servin.spi.runtime.Stats;

class UnifiedCgroupTest {
    @TempDir
    Path root;
    private FakeGroups fake;

    @BeforeEach
    void files() {
        fake = new FakeGroups(root).file("", "memory.max", "max\n").file("", "memory.swap.max", "max\n").file("", "cpu.max", "max 100000\n")
                .file("", "cpu.weight", "100\n").file("", "pids.max", "max\n").file("", "cgroup.freeze", "0\n").file("", "cgroup.events", "populated 1\nfrozen 1\n");
    }

    private ContainerCgroup create(Resources resources) {
        return ContainerCgroup.create(fake.unified(), FakeGroups.PATH, resources);
    }

    @Test
    void swapIsTheDifference() {
        create(Limits.memory(1000, OptionalLong.of(3000)));
        assertEquals("1000", fake.read("", "memory.max"));
        assertEquals("2000", fake.read("", "memory.swap.max"));
    }

    @Test
    void swapWithoutMemoryIsRefused() {
        assertThrows(ServinException.class, () -> create(Limits.memory(1000, OptionalLong.of(10))));
    }

    @Test
    void cpuIsConverted() {
        create(Limits.cpu(1024, 50_000, 25_000));
        assertEquals("39", fake.read("", "cpu.weight"));
        assertEquals("25000 50000", fake.read("", "cpu.max"));
        assertEquals(1, CpuV2.weight(2));
        assertEquals(10_000, CpuV2.weight(262_144));
    }

    @Test
    void freezeWaitsForTheEvent() {
        ContainerCgroup group = ContainerCgroup.open(fake.unified(), FakeGroups.PATH);
        group.freeze();
        assertEquals("1", fake.read("", "cgroup.freeze"));
        group.thaw();
        assertEquals("0", fake.read("", "cgroup.freeze"));
    }

    @Test
    void whoHasLeftTheContainersGroupIsNotFollowed() {
        assertEquals(Optional.empty(), ContainerCgroup.open(fake.unified(), FakeGroups.PATH).procsFilesBeside((int) ProcessHandle.current().pid()));
    }

    @Test
    void statsAreRead() {
        fake.file("", "cpu.stat", "usage_usec 7\nuser_usec 3\nsystem_usec 4\n").file("", "memory.current", "55\n").file("", "memory.stat", "anon 5\n")
                .file("", "memory.events", "max 9\noom 6\noom_kill 1\n").file("", "pids.current", "3\n").file("", "io.stat", "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n");
        Stats stats = ContainerCgroup.open(fake.unified(), FakeGroups.PATH).stats();
        assertEquals(7000, stats.cpuTotal());
        assertEquals(55, stats.memoryUsage());
        assertEquals(3, stats.pids());
        assertEquals(2, stats.blkio().size());
        assertEquals(6, stats.memoryFailures());
        assertEquals(-1, stats.memoryMax());
        assertEquals(new Stats.BlkioEntry("io_service_bytes_recursive", 8, 0, "read", 1), stats.blkio().get(0));
        assertEquals(2, stats.cgroupVersion());
    }

    @Test
    void everyLimitHasItsFile() {
        for (String file : java.util.List.of("memory.low", "cpuset.cpus", "cpuset.mems", "io.weight", "io.max")) {
            fake.file("", file, "");
        }
        create(Resources.builder().memory(8 << 20).memoryReservation(6 << 20).pids(9).cpusetCpus("0").cpusetMems("1").blkioWeight(1000)
                .blkioDevices(java.util.List.of(new BlkioDevice(BlkioDevice.What.WRITE_IOPS, 8, 0, 7))).build());
        assertEquals("8388608", fake.read("", "memory.max"));
        assertEquals("6291456", fake.read("", "memory.low"));
        assertEquals("9", fake.read("", "pids.max"));
        assertEquals("0", fake.read("", "cpuset.cpus"));
        assertEquals("1", fake.read("", "cpuset.mems"));
        assertEquals("10000", fake.read("", "io.weight"));
        assertEquals("8:0 wiops=7", fake.read("", "io.max"));
    }

    @Test
    void theDisksSchedulerTakesWeightsAsTheyAre() {
        fake.file("", "io.bfq.weight", "");
        create(Resources.builder().blkioWeight(300).build());
        assertEquals("300", fake.read("", "io.bfq.weight"));
    }

    @Test
    void updateLiftsLimits() {
        ContainerCgroup.open(fake.unified(), FakeGroups.PATH).update(Resources.builder().pids(-1).memorySwap(-1).cpuQuota(-1).build());
        assertEquals("max", fake.read("", "pids.max"));
        assertEquals("max", fake.read("", "memory.swap.max"));
        assertEquals("max", fake.read("", "cpu.max"));
    }
}
