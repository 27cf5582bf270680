package org.servin.core.internal.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.ThrottleDevice;
import org.servin.core.container.WeightDevice;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.DeviceRule;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Resources.BlkioDevice;
import org.servin.spi.runtime.Resources.BlkioDevice.What;

/** Turns limits as clients name them into limits as the runtime takes them. */
final class LimitsPlan {
    private static final long PERIOD_MICROS = 100_000;
    private static final long NANOS_PER_CPU = 1_000_000_000L;
    private static final int LEAST_SHARES = 2;
    private static final int MOST_SHARES = 262_144;

    private LimitsPlan() { }

    /** All limits of a new container. */
    static Resources ofNew(ResourceLimits limits, List<DeviceRule> devices) {
        Resources.Builder plan = plan(limits).devices(devices);
        if (limits.memorySwap() > 0) {
            plan.memorySwap(limits.memorySwap());
        }
        return plan.build();
    }

    /** Only what an update changes; what is zero in it stays as it is. */
    static Resources ofUpdate(ResourceLimits changes) {
        Resources.Builder plan = plan(changes);
        given(changes.memorySwap(), plan::memorySwap);
        given(changes.memoryReservation(), plan::memoryReservation); // -1 lifts it
        return plan.build();
    }

    private static Resources.Builder plan(ResourceLimits limits) {
        Resources.Builder plan = Resources.builder().blkioDevices(blockDevices(limits));
        memory(limits, plan);
        cpu(limits, plan);
        if (limits.pidsLimit() != null) {
            plan.pids(limits.pidsLimit() > 0 ? limits.pidsLimit() : -1);
        }
        if (limits.blkioWeight() > 0) {
            plan.blkioWeight(limits.blkioWeight());
        }
        return plan;
    }

    private static void memory(ResourceLimits limits, Resources.Builder plan) {
        positive(limits.memory(), plan::memory);
        positive(limits.memoryReservation(), plan::memoryReservation);
        positive(limits.kernelMemory(), plan::kernelMemory);
        positive(limits.kernelMemoryTcp(), plan::kernelMemoryTcp);
        if (limits.memorySwappiness() != null) {
            plan.memorySwappiness(limits.memorySwappiness());
        }
        if (limits.oomKillDisable() != null) {
            plan.oomKillDisable(limits.oomKillDisable());
        }
    }

    private static void cpu(ResourceLimits limits, Resources.Builder plan) {
        checkShares(limits.cpuShares());
        positive(limits.cpuShares(), plan::cpuShares);
        positive(limits.nanoCpus() > 0 ? PERIOD_MICROS : limits.cpuPeriod(), plan::cpuPeriod);
        // less than a quota of one microsecond is none
        given(limits.nanoCpus() > 0 ? limits.nanoCpus() * PERIOD_MICROS / NANOS_PER_CPU : limits.cpuQuota(), plan::cpuQuota);
        given(limits.cpuRealtimePeriod(), plan::cpuRealtimePeriod); // the kernel refuses what is no time
        given(limits.cpuRealtimeRuntime(), plan::cpuRealtimeRuntime);
        text(limits.cpusetCpus()).ifPresent(plan::cpusetCpus);
        text(limits.cpusetMems()).ifPresent(plan::cpusetMems);
    }

    /** What control groups of version 1 take; version 2's weights are made from these. */
    private static void checkShares(long shares) {
        if (shares == 1) {
            throw new ServinException(ErrorKind.INTERNAL, "the minimum allowed cpu-shares is " + LEAST_SHARES);
        }
        if (shares < 0 || shares > MOST_SHARES) {
            throw new ServinException(ErrorKind.INTERNAL, "the maximum allowed cpu-shares is " + MOST_SHARES);
        }
    }

    private static void positive(long value, LongConsumer limit) {
        if (value > 0) {
            limit.accept(value);
        }
    }

    private static void given(long value, LongConsumer limit) {
        if (value != 0) {
            limit.accept(value);
        }
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
