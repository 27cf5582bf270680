package org.servin.core.container;

import java.time.Instant;
import java.util.List;

/**
 * A container's health.
 *
 * @param status {@code starting}, {@code healthy}, {@code unhealthy}
 * @param failingStreak failures in a row
 * @param log the last five results, oldest first
 */
public record Health(String status, int failingStreak, List<Result> log) {
    /** Copies the list. */
    public Health {
        log = List.copyOf(log);
    }

    /** One probe's result; at most 4096 bytes of output. */
    public record Result(Instant start, Instant end, int exitCode, String output) { }
}
