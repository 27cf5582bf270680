package org.servin.spi.runtime;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Counters of a container at one moment; times in nanoseconds, sizes in bytes.
 *
 * @param cpuTotal CPU time used
 * @param cpuPerCpu the same by processor; empty on cgroup v2
 * @param cpuUser in user mode
 * @param cpuKernel in kernel mode
 * @param periods enforcement periods
 * @param throttledPeriods periods in which it was throttled
 * @param throttledTime time throttled
 * @param memoryUsage in use
 * @param memoryMax most ever in use; -1 where unknown
 * @param memoryLimit the limit, or the machine's memory
 * @param memoryFailures times the limit was hit; -1 where unknown
 * @param memory the kernel's memory.stat
 * @param pids processes
 * @param pidsLimit 0 for none
 * @param blkio entries of block devices
 * @param cgroupVersion 1 or 2
 */
public record Stats(
        long cpuTotal,
        List<Long> cpuPerCpu,
        long cpuUser,
        long cpuKernel,
        long periods,
        long throttledPeriods,
        long throttledTime,
        long memoryUsage,
        long memoryMax,
        long memoryLimit,
        long memoryFailures,
        Map<String, Long> memory,
        long pids,
        long pidsLimit,
        List<BlkioEntry> blkio,
        int cgroupVersion) {
    /** Copies the collections. */
    public Stats {
        cpuPerCpu = List.copyOf(cpuPerCpu);
        memory = Map.copyOf(memory);
        blkio = List.copyOf(blkio);
    }

    /**
     * One counter of a block device.
     *
     * @param group {@code io_service_bytes_recursive} and the like, as in the Docker API
     * @param major device number
     * @param minor device number
     * @param op {@code Read}, {@code Write} and so on
     * @param value the counter
     */
    public record BlkioEntry(String group, int major, int minor, String op, long value) {
        /** Checks that nothing is null. */
        public BlkioEntry {
            Objects.requireNonNull(group, "group is null");
            Objects.requireNonNull(op, "op is null");
        }
    }
}
