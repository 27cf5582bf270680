package org.servin.runtime.internal.cgroup;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks again and again, first soon and then less often, where the kernel offers no way to be told. */
final class Retry {
    private static final long FIRST_NANOS = 20_000;
    private static final long LONGEST_NANOS = 5_000_000;

    private Retry() { }

    /** Whether it became true within the time. An interrupt does not end it: half-frozen or half-removed groups help nobody. */
    static boolean until(Duration atMost, BooleanSupplier condition) {
        long end = System.nanoTime() + atMost.toNanos();
        long pause = FIRST_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, LONGEST_NANOS);
        }
        return true;
    }
}
