package org.servin.log.fluentd;

import java.util.concurrent.TimeUnit;
import org.servin.spi.log.option.LinePieces;

/** What is kept of a container's delivery from one sink to the next, which the engine opens after a failure. One thread at a time. */
final class Delivery {
    private LinePieces pieces;
    private long failures;
    private long lastFailure;

    Delivery(LinePieces pieces) {
        this.pieces = pieces;
    }

    LinePieces pieces() {
        return pieces;
    }

    /** A message has arrived, or was given up: the next one goes on from there. */
    void goesOn(LinePieces after) {
        pieces = after;
        failures = 0;
    }

    /** Counts a failed attempt to deliver the next message, and tells how many there have been. */
    long failed() {
        lastFailure = System.nanoTime();
        return ++failures;
    }

    /** How many attempts to deliver the next message have failed. */
    long failures() {
        return failures;
    }

    boolean hasFailed() {
        return failures > 0;
    }

    /** How long nothing is to be tried, given the pause between attempts; 0 or less for not at all. */
    long millisToWait(long pauseNanos) {
        return hasFailed() ? TimeUnit.NANOSECONDS.toMillis(pauseNanos - (System.nanoTime() - lastFailure)) : 0;
    }
}
