package org.servin.core.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.servin.core.container.HostConfig;
import org.servin.core.container.ResourceLimits;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Resources;

/** What is refused, warned of and changed in limits where {@link DockerdCreateTest}'s host does not show it: other hosts, and updates. */
class LimitChecksTest {
    private final List<String> warnings = new ArrayList<>();

    private static ResourceLimits limits(String json) throws Exception {
        return host(json).resources();
    }

    private static HostConfig host(String json) throws Exception {
        return Wire.host(json);
    }

    private ResourceLimits check(FakeHost host, String json) throws Exception {
        return new LimitChecks(host).check(limits(json), false, warnings);
    }

    private static LaunchPlanner.Updated update(String present, String changes) throws Exception {
        return LimitUpdate.update(host(present), limits(changes), new LimitChecks(new FakeHost(1)));
    }

    @Test
    void versionTwoWarnsOfWhatItHasNot() throws Exception {
        ResourceLimits left = check(new FakeHost(2), "{\"MemorySwappiness\":5,\"OomKillDisable\":true,\"KernelMemory\":67108864,\"KernelMemoryTCP\":67108864}");
        assertEquals(List.of("Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.",
                "Specifying a kernel memory limit is deprecated and will be removed in a future release.",
                "Your kernel does not support kernel memory limit capabilities or the cgroup is not mounted. Limitation discarded.",
                "Your kernel does not support kernel memory TCP limit capabilities or the cgroup is not mounted. Limitation discarded.",
                "Your kernel does not support OomKillDisable. OomKillDisable discarded."), warnings);
        assertNull(left.memorySwappiness());
        assertNull(left.oomKillDisable());
        assertEquals(0, left.kernelMemory());
        assertEquals(0, left.kernelMemoryTcp());
    }

    @Test
    void realtimeNeedsVersionOneAndFits() throws Exception {
        ResourceLimits wish = limits("{\"CpuRealtimePeriod\":1000,\"CpuRealtimeRuntime\":2000}");
        ServinException absent = assertThrows(ServinException.class, () -> new LimitChecks(new FakeHost(2)).reading(wish));
        assertEquals("Your kernel does not support CPU real-time scheduler", absent.getMessage());
        ServinException unfit = assertThrows(ServinException.class, () -> new LimitChecks(new FakeHost(1)).reading(wish));
        assertEquals("cpu real-time runtime cannot be higher than cpu real-time period", unfit.getMessage());
        assertEquals(ErrorKind.INTERNAL, unfit.kind());
    }

    @Test
    void missingFilesAreWarnedOf() throws Exception {
        FakeHost host = new FakeHost(1);
        host.absent.addAll(List.of("cpu.cfs_quota_us", "blkio.throttle.read_iops_device"));
        ResourceLimits left = check(host, "{\"CpuQuota\":5000,\"BlkioDeviceReadIOps\":[{\"Path\":\"/dev/x\",\"Rate\":5}]}");
        assertEquals(List.of("Your kernel does not support CPU CFS scheduler. CPU period/quota discarded.",
                "Your kernel does not support IOPS Block read limit or the cgroup is not mounted. Block I/O IOPS read limit discarded."), warnings);
        assertEquals(0, left.cpuQuota());
        assertTrue(left.blkioDeviceReadIops().isEmpty());
    }

    @Test
    void noLimitOfProcessesIsNullWhenMadeAndZeroWhenUpdated() throws Exception {
        assertNull(check(new FakeHost(1), "{\"PidsLimit\":-1}").pidsLimit());
        LaunchPlanner.Updated updated = update("{\"PidsLimit\":5}", "{\"PidsLimit\":-1}");
        assertEquals(0L, updated.merged().pidsLimit());
        assertEquals(-1, updated.changes().get().pids().getAsLong());
    }

    @Test
    void swapGoesWithMemory() throws Exception {
        Resources changes = update("{\"Memory\":67108864,\"MemorySwap\":134217728}", "{\"Memory\":100000000}").changes().get();
        assertEquals(134_217_728, changes.memorySwap().getAsLong());
    }

    @Test
    void devicesThatAreNotNamedKeepTheirRates() throws Exception {
        ResourceLimits merged = update("{\"BlkioDeviceReadBps\":[{\"Path\":\"/dev/a\",\"Rate\":1},{\"Path\":\"/dev/b\",\"Rate\":2}]}",
                "{\"BlkioDeviceReadBps\":[{\"Path\":\"/dev/b\",\"Rate\":3}]}").merged();
        assertEquals(limits("{\"BlkioDeviceReadBps\":[{\"Path\":\"/dev/a\",\"Rate\":1},{\"Path\":\"/dev/b\",\"Rate\":3}]}").blkioDeviceReadBps(),
                merged.blkioDeviceReadBps());
    }

    @Test
    void whatCannotBeUpdatedIsWarnedOfUnlessItIsTheSame() throws Exception {
        String limit = "{\"Ulimits\":[{\"Name\":\"nofile\",\"Soft\":5,\"Hard\":5}]}";
        assertEquals(List.of("Ulimits cannot be updated once a container is created. Ulimits discarded."), update("{}", limit).warnings());
        assertEquals(List.of(), update(limit, limit).warnings());
    }

    @Test
    void aDiskThatNobodySharesOutIsWarnedOf() throws Exception {
        String disk = "{\"BlkioWeightDevice\":[{\"Path\":\"/dev/null\",\"Weight\":200}]}"; // any device does: the host is asked about its number
        ResourceLimits left = check(new FakeHost(2), disk);
        assertEquals(List.of("Your kernel does not support Block I/O weight_device or the cgroup is not mounted. Weight-device discarded."), warnings);
        assertEquals(List.of(), left.blkioWeightDevice());
    }

    @Test
    void aWeightThatNoDiskHeedsIsWarnedOf() throws Exception {
        FakeHost host = new FakeHost(1);
        assertEquals(0, check(host, "{\"BlkioWeight\":200}").blkioWeight());
        assertEquals(List.of("Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded."), warnings);
        warnings.clear();
        host.sharesDisks = true;
        assertEquals(200, check(host, "{\"BlkioWeight\":200}").blkioWeight());
        assertEquals(List.of(), warnings);
    }

    @Test
    void anUpdateLiftsAReservation() throws Exception {
        assertEquals(-1, update("{\"MemoryReservation\":67108864}", "{\"MemoryReservation\":-1}").changes().get().memoryReservation().getAsLong());
    }

    @Test
    void sharesOutOfRangeAreRefusedWhenTheyTakeEffect() throws Exception {
        LaunchPlanner.Updated updated = update("{}", "{\"CpuShares\":1}");
        assertEquals("the minimum allowed cpu-shares is 2", assertThrows(ServinException.class, () -> updated.changes().get()).getMessage());
    }
}
