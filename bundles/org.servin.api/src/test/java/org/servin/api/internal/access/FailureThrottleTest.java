package org.servin.api.internal.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailureThrottleTest {
    private final AtomicLong now = new AtomicLong();
    private final FailureThrottle throttle = new FailureThrottle(now::get);

    @Test
    void whoFailsAgainAndAgainWaitsLongerAndLonger() {
        List<Long> waits = IntStream.range(0, 10).mapToObj(i -> throttle.failed("192.0.2.1")).toList();
        assertEquals(List.of(0L, 0L, 0L, 100L, 200L, 400L, 800L, 1600L, 2000L, 2000L), waits);
    }

    @Test
    void othersAreNotSlowedDown() {
        IntStream.range(0, 10).forEach(i -> throttle.failed("192.0.2.1"));
        assertEquals(0, throttle.failed("192.0.2.2"));
    }

    @Test
    void aMinuteWithoutFailuresIsForgiven() {
        IntStream.range(0, 10).forEach(i -> throttle.failed("192.0.2.1"));
        now.addAndGet(TimeUnit.SECONDS.toNanos(61));
        assertEquals(0, throttle.failed("192.0.2.1"));
    }

    @Test
    void moreAddressesThanCanBeRememberedPushTheOldestOut() {
        IntStream.range(0, 10).forEach(i -> throttle.failed("192.0.2.1"));
        IntStream.range(0, 4096).forEach(i -> throttle.failed("2001:db8::" + Integer.toHexString(i)));
        assertEquals(0, throttle.failed("192.0.2.1"));
    }
}
