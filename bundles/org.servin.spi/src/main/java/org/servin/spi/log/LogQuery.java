package org.servin.spi.log;

import java.util.Objects;
import java.util.Optional;

/**
 * Which records to read.
 *
 * @param sinceEpochNanos not before; {@code Long.MIN_VALUE} for all
 * @param untilEpochNanos not after; {@code Long.MAX_VALUE} for all
 * @param tail how many of the last lines to start with; negative for all
 * @param after only what comes after this position of an earlier cursor
 */
public record LogQuery(long sinceEpochNanos, long untilEpochNanos, long tail, Optional<String> after) {
    /** Checks that nothing is null. */
    public LogQuery {
        Objects.requireNonNull(after, "after is null");
    }

    /** Everything. */
    public static LogQuery all() {
        return new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, -1, Optional.empty());
    }
}
