package org.servin.core.internal.stream;

import java.time.Instant;

/** Wall time in nanoseconds since 1970-01-01T00:00Z, as fine as the system's clock. */
final class EpochClock {
    private EpochClock() { }

    static long nanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
