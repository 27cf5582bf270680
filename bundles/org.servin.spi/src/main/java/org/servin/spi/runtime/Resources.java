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
 * @param kernelMemoryTcp bytes of the kernel's buffers of TCP
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
        OptionalLong kernelMemoryTcp,
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
        return builder().build();
    }

    /** Limits to be named one by one; what is not named is empty. */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers limits, in the units of the record's components. Not thread-safe. */
    public static final class Builder {
        private OptionalLong memory = OptionalLong.empty();
        private OptionalLong memoryReservation = OptionalLong.empty();
        private OptionalLong memorySwap = OptionalLong.empty();
        private OptionalLong memorySwappiness = OptionalLong.empty();
        private OptionalLong kernelMemory = OptionalLong.empty();
        private OptionalLong kernelMemoryTcp = OptionalLong.empty();
        private Optional<Boolean> oomKillDisable = Optional.empty();
        private OptionalLong cpuShares = OptionalLong.empty();
        private OptionalLong cpuPeriod = OptionalLong.empty();
        private OptionalLong cpuQuota = OptionalLong.empty();
        private OptionalLong cpuRealtimePeriod = OptionalLong.empty();
        private OptionalLong cpuRealtimeRuntime = OptionalLong.empty();
        private Optional<String> cpusetCpus = Optional.empty();
        private Optional<String> cpusetMems = Optional.empty();
        private OptionalLong pids = OptionalLong.empty();
        private OptionalInt blkioWeight = OptionalInt.empty();
        private List<BlkioDevice> blkioDevices = List.of();
        private Optional<List<DeviceRule>> devices = Optional.empty();

        private Builder() { }

        /** Sets {@code memory}. */
        public Builder memory(long value) {
            memory = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code memoryReservation}. */
        public Builder memoryReservation(long value) {
            memoryReservation = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code memorySwap}. */
        public Builder memorySwap(long value) {
            memorySwap = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code memorySwappiness}. */
        public Builder memorySwappiness(long value) {
            memorySwappiness = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code kernelMemory}. */
        public Builder kernelMemory(long value) {
            kernelMemory = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code kernelMemoryTcp}. */
        public Builder kernelMemoryTcp(long value) {
            kernelMemoryTcp = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code oomKillDisable}. */
        public Builder oomKillDisable(boolean value) {
            oomKillDisable = Optional.of(value);
            return this;
        }

        /** Sets {@code cpuShares}. */
        public Builder cpuShares(long value) {
            cpuShares = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code cpuPeriod}. */
        public Builder cpuPeriod(long value) {
            cpuPeriod = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code cpuQuota}. */
        public Builder cpuQuota(long value) {
            cpuQuota = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code cpuRealtimePeriod}. */
        public Builder cpuRealtimePeriod(long value) {
            cpuRealtimePeriod = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code cpuRealtimeRuntime}. */
        public Builder cpuRealtimeRuntime(long value) {
            cpuRealtimeRuntime = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code cpusetCpus}. */
        public Builder cpusetCpus(String value) {
            cpusetCpus = Optional.of(value);
            return this;
        }

        /** Sets {@code cpusetMems}. */
        public Builder cpusetMems(String value) {
            cpusetMems = Optional.of(value);
            return this;
        }

        /** Sets {@code pids}. */
        public Builder pids(long value) {
            pids = OptionalLong.of(value);
            return this;
        }

        /** Sets {@code blkioWeight}. */
        public Builder blkioWeight(int value) {
            blkioWeight = OptionalInt.of(value);
            return this;
        }

        /** Sets {@code blkioDevices}. */
        public Builder blkioDevices(List<BlkioDevice> value) {
            blkioDevices = value;
            return this;
        }

        /** Sets {@code devices}. */
        public Builder devices(List<DeviceRule> value) {
            devices = Optional.of(value);
            return this;
        }

        /** The limits. */
        public Resources build() {
            return new Resources(memory, memoryReservation, memorySwap, memorySwappiness, kernelMemory, kernelMemoryTcp, oomKillDisable, cpuShares, cpuPeriod, cpuQuota,
                    cpuRealtimePeriod, cpuRealtimeRuntime, cpusetCpus, cpusetMems, pids, blkioWeight, blkioDevices, devices);
        }
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
