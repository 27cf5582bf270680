package org.servin.core.internal.stream;

import java.util.List;
import java.util.function.Supplier;
import org.servin.spi.log.LogSource;

/** Notes when a run's output came; also on disk, now and then, where a log is away, whose part may be left to the next engine. For the pump. */
final class Arrivals {
    private static final long KEEP_NANOS = 1_000_000_000;

    private final SpoolFolder spools;
    private final Supplier<List<LogDelivery>> deliveries;
    private final long[] keptNanos = new long[LogSource.values().length];

    Arrivals(SpoolFolder spools, Supplier<List<LogDelivery>> deliveries) {
        this.spools = spools;
        this.deliveries = deliveries;
    }

    /** Bytes of a stream up to a position came now. */
    void came(LogSource source, long end, long epochNanos) {
        int stream = source.ordinal();
        spools.times(stream).add(end, epochNanos);
        if (epochNanos - keptNanos[stream] >= KEEP_NANOS && isAnyAway()) {
            keptNanos[stream] = epochNanos;
            spools.keepTime(source, end, epochNanos);
        }
    }

    private boolean isAnyAway() {
        for (LogDelivery delivery : deliveries.get()) {
            if (delivery.isAway()) {
                return true;
            }
        }
        return false;
    }
}
