package org.servin.auth.plugin.internal;

import java.time.Duration;

/** A moment by which something has to be done. */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Milliseconds that are left, rounded up; 0 or less if it has passed. */
    long millis() {
        long left = nanos - System.nanoTime();
        return left <= 0 ? 0 : (left + 999_999) / 1_000_000;
    }

    boolean allows(Duration pause) {
        return nanos - System.nanoTime() > pause.toNanos();
    }
}
