package org.servin.spi.runtime;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Limits of a container, in the units of cgroup v1 files (the runtime converts for v2). Empty: not limited, or on update: unchanged.
 *
 * @param memory bytes
 * @param memoryReservation bytes
 * @param memorySwap bytes of memory and swap together; -1 for no limit
 * @param memorySwappiness 0 to 100
 * @param kernelMemory bytes
 * @param oomKillDisable whether the OOM killer leaves the container alone
 * @param cpuShares relative weight, 2 to 262144
 * @param cpuPeriod microseconds
 * @param cpuQuota microseconds in each period; -1 for no limit
 * @param cpuRealtimePeriod microseconds
 * @param cpuRealtimeRuntime microseconds
 * @param cpusetCpus list form of cpuset(7)
 * @param cpusetMems list form of cpuset(7)
 * @param pids most processes; -1 for no limit
 * @param blkioWeight 10 to 1000
 * @param blkioDevices weights and rates of single devices
 * @param devices rules of the device cgroup; absent on update: unchanged
 */
public record Resources(
        OptionalLong memory,
        OptionalLong memoryReservation,
        OptionalLong memorySwap,
        OptionalLong memorySwappiness,
        OptionalLong kernelMemory,
        Optional<Boolean> oomKillDisable,
        OptionalLong cpuShares,
        OptionalLong cpuPeriod,
        OptionalLong cpuQuota,
        OptionalLong cpuRealtimePeriod,
        OptionalLong cpuRealtimeRuntime,
        Optional<String> cpusetCpus,
        Optional<String> cpusetMems,
        OptionalLong pids,
        OptionalInt blkioWeight,
        List<BlkioDevice> blkioDevices,
        Optional<List<DeviceRule>> devices) {
    /** Copies the collections. */
    public Resources {
        blkioDevices = List.copyOf(blkioDevices);
        devices = devices.map(List::copyOf);
    }

    /** No limits. */
    public static Resources none() {
        OptionalLong no = OptionalLong.empty();
        return new Resources(no, no, no, no, no, Optional.empty(), no, no, no, no, no,
                Optional.empty(), Optional.empty(), no, OptionalInt.empty(), List.of(), Optional.empty());
    }

    /**
     * A weight or a rate of one block device.
     *
     * @param what which of them
     * @param major device number
     * @param minor device number
     * @param value the weight, bytes a second, or operations a second
     */
    public record BlkioDevice(What what, int major, int minor, long value) {
        /** Which weight or rate. */
        public enum What { WEIGHT, READ_BPS, WRITE_BPS, READ_IOPS, WRITE_IOPS }
    }
}
