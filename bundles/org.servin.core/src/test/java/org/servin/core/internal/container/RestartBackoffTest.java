package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartBackoffTest {
    @Test
    void doublesUpToAMinute() {
        RestartBackoff backoff = new RestartBackoff();
        for (long millis = 100; millis < 60_000; millis *= 2) {
            assertEquals(Duration.ofMillis(millis), backoff.next(Duration.ofSeconds(9)));
        }
        assertEquals(Duration.ofMinutes(1), backoff.next(Duration.ZERO));
        assertEquals(Duration.ofMinutes(1), backoff.next(Duration.ZERO));
        assertEquals(Duration.ofMillis(100), backoff.next(Duration.ofSeconds(10)));
    }
}
