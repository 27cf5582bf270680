package org.servin.core.internal.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.ThrottleDevice;
import org.servin.core.container.WeightDevice;
import org.servin.spi.runtime.DeviceRule;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Resources.BlkioDevice;
import org.servin.spi.runtime.Resources.BlkioDevice.What;

/** Turns limits as clients name them into limits as the runtime takes them. */
final class LimitsPlan {
    private static final long PERIOD_MICROS = 100_000;
    private static final long NANOS_PER_CPU = 1_000_000_000L;

    private LimitsPlan() { }

    /** All limits of a new container. */
    static Resources ofNew(ResourceLimits limits, List<DeviceRule> devices) {
        return plan(limits, positive(limits.memorySwap()), Optional.of(devices));
    }

    /** Only what an update changes; what is zero in it stays as it is. */
    static Resources ofUpdate(ResourceLimits changes) {
        return plan(changes, changes.memorySwap() == 0 ? OptionalLong.empty() : OptionalLong.of(changes.memorySwap()), Optional.empty());
    }

    private static Resources plan(ResourceLimits limits, OptionalLong swap, Optional<List<DeviceRule>> devices) {
        OptionalLong period = limits.nanoCpus() > 0 ? OptionalLong.of(PERIOD_MICROS) : positive(limits.cpuPeriod());
        OptionalLong quota = limits.nanoCpus() > 0 ? OptionalLong.of(limits.nanoCpus() * PERIOD_MICROS / NANOS_PER_CPU)
                : limits.cpuQuota() == 0 ? OptionalLong.empty() : OptionalLong.of(limits.cpuQuota());
        return new Resources(
                positive(limits.memory()),
                positive(limits.memoryReservation()),
                swap,
                limits.memorySwappiness() == null || limits.memorySwappiness() < 0 ? OptionalLong.empty() : OptionalLong.of(limits.memorySwappiness()),
                positive(limits.kernelMemory()),
                Optional.ofNullable(limits.oomKillDisable()),
                positive(limits.cpuShares()),
                period,
                quota,
                positive(limits.cpuRealtimePeriod()),
                positive(limits.cpuRealtimeRuntime()),
                text(limits.cpusetCpus()),
                text(limits.cpusetMems()),
                limits.pidsLimit() == null ? OptionalLong.empty() : OptionalLong.of(limits.pidsLimit() > 0 ? limits.pidsLimit() : -1),
                limits.blkioWeight() > 0 ? OptionalInt.of(limits.blkioWeight()) : OptionalInt.empty(),
                blockDevices(limits),
                devices);
    }

    private static OptionalLong positive(long value) {
        return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static Optional<String> text(String text) {
        return Optional.ofNullable(text).filter(t -> !t.isEmpty());
    }

    private static List<BlkioDevice> blockDevices(ResourceLimits limits) {
        List<BlkioDevice> result = new ArrayList<>();
        for (WeightDevice device : limits.blkioWeightDevice() == null ? List.<WeightDevice>of() : limits.blkioWeightDevice()) {
            result.add(device(What.WEIGHT, device.path(), device.weight()));
        }
        rates(result, What.READ_BPS, limits.blkioDeviceReadBps());
        rates(result, What.WRITE_BPS, limits.blkioDeviceWriteBps());
        rates(result, What.READ_IOPS, limits.blkioDeviceReadIops());
        rates(result, What.WRITE_IOPS, limits.blkioDeviceWriteIops());
        return result;
    }

    private static void rates(List<BlkioDevice> result, What what, List<ThrottleDevice> devices) {
        for (ThrottleDevice device : devices == null ? List.<ThrottleDevice>of() : devices) {
            result.add(device(what, device.path(), device.rate()));
        }
    }

    private static BlkioDevice device(What what, String path, long value) {
        HostDevice node = HostDevice.read(path);
        return new BlkioDevice(what, node.major(), node.minor(), value);
    }
}
