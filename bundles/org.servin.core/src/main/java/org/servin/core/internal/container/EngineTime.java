package org.servin.core.internal.container;

import java.time.Duration;

/** Time and timers, so that tests need not wait. Thread-safe. */
interface EngineTime {
    /** Nanoseconds since 1970-01-01T00:00Z. */
    long epochNanos();

    /** Runs later, on a thread that may block. */
    Timer after(Duration delay, Runnable action);

    /** Runs soon, on a thread that may block. */
    void soon(Runnable action);

    /** An action that waits for its time. */
    interface Timer {
        /** Ends it unless it has begun. */
        void cancel();
    }
}
