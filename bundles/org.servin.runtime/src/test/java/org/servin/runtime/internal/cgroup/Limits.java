package org.servin.runtime.internal.cgroup;

import java.util.List;
import java.util.OptionalLong;
import org.servin.spi.runtime.DeviceRule;
import org.servin.spi.runtime.Resources;

/** Limits for tests. */
final class Limits {
    static final OptionalLong NO = OptionalLong.empty();

    private Limits() { }

    static Resources memory(long memory, OptionalLong swap) {
        Resources.Builder limits = Resources.builder().memory(memory);
        swap.ifPresent(limits::memorySwap);
        return limits.build();
    }

    static Resources cpu(long shares, long period, long quota) {
        return Resources.builder().cpuShares(shares).cpuPeriod(period).cpuQuota(quota).build();
    }

    static Resources memoryAndPids(long memory, long pids) {
        return Resources.builder().memory(memory).pids(pids).build();
    }

    static Resources devices(DeviceRule... rules) {
        return Resources.builder().devices(List.of(rules)).build();
    }
}
