package org.servin.runtime.internal.cgroup;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.servin.spi.runtime.DeviceRule;
import org.servin.spi.runtime.Resources;

/** Limits for tests. */
final class Limits {
    static final OptionalLong NO = OptionalLong.empty();

    private Limits() { }

    static Resources memory(long memory, OptionalLong swap) {
        return new Resources(OptionalLong.of(memory), NO, swap, NO, NO, Optional.empty(), NO, NO, NO, NO, NO,
                Optional.empty(), Optional.empty(), NO, OptionalInt.empty(), List.of(), Optional.empty());
    }

    static Resources cpu(long shares, long period, long quota) {
        return new Resources(NO, NO, NO, NO, NO, Optional.empty(), OptionalLong.of(shares), OptionalLong.of(period), OptionalLong.of(quota), NO, NO,
                Optional.empty(), Optional.empty(), NO, OptionalInt.empty(), List.of(), Optional.empty());
    }

    static Resources memoryAndPids(long memory, long pids) {
        return new Resources(OptionalLong.of(memory), NO, NO, NO, NO, Optional.empty(), NO, NO, NO, NO, NO,
                Optional.empty(), Optional.empty(), OptionalLong.of(pids), OptionalInt.empty(), List.of(), Optional.empty());
    }

    static Resources devices(DeviceRule... rules) {
        return new Resources(NO, NO, NO, NO, NO, Optional.empty(), NO, NO, NO, NO, NO,
                Optional.empty(), Optional.empty(), NO, OptionalInt.empty(), List.of(), Optional.of(List.of(rules)));
    }
}
