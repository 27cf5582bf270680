package org.servin.runtime.internal.task;

import java.time.Instant;

/** The time of day in nanoseconds. */
final class EpochClock {
    private EpochClock() { }

    /** Nanoseconds since 1970-01-01T00:00Z. */
    static long nanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
