package org.servin.core.internal.stream;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.servin.spi.log.LogSource;

/** Gives back of a run's spools what none of its deliveries needs. Thread-safe but for {@link #punch}, which is the pump's. */
final class SpoolRoom {
    private static final int STREAMS = LogSource.values().length;
    private static final long PUNCH_AT_ONCE = 1 << 20;

    private final SpoolFolder spools;
    private final Supplier<List<LogDelivery>> deliveries;
    private final long[] punched = new long[STREAMS];

    /**
     * Nothing is given back yet.
     *
     * @param deliveries those that use the spools
     */
    SpoolRoom(SpoolFolder spools, Supplier<List<LogDelivery>> deliveries) {
        this.spools = spools;
        this.deliveries = deliveries;
    }

    /** Gives back what all have of all streams. */
    void free() {
        for (int i = 0; i < STREAMS; i++) {
            free(i);
        }
    }

    /** Gives back what all have of a stream. */
    void free(int stream) {
        long needed = needed(stream, null);
        if (needed != Long.MAX_VALUE) {
            spools.free(stream, needed);
        }
    }

    /** Gives back what was dropped for a delivery, if no other needs it. */
    void punch(int stream, LogDelivery delivery, Track.Gap gap) {
        long from = Math.max(gap.at(), punched[stream]);
        long end = Math.min(gap.end(), needed(stream, delivery));
        if (end - from >= PUNCH_AT_ONCE) {
            spools.punch(stream, from, end);
            punched[stream] = end;
        }
    }

    /** Up to which position nobody needs a stream, but perhaps that one. */
    private long needed(int stream, LogDelivery except) {
        long least = Long.MAX_VALUE;
        for (LogDelivery delivery : deliveries.get()) {
            Optional<Checkpoint> checkpoint = delivery.checkpoint();
            if (delivery != except && checkpoint.isPresent()) {
                least = Math.min(least, checkpoint.get().delivered(stream));
            }
        }
        return least;
    }
}
