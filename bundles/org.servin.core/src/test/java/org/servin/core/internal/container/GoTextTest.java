package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GoTextTest {
    @Test
    void writesDurationsAsGo() {
        assertEquals("30s", GoText.duration(Duration.ofSeconds(30)));
        assertEquals("1m30s", GoText.duration(Duration.ofSeconds(90)));
        assertEquals("1h0m5s", GoText.duration(Duration.ofSeconds(3605)));
        assertEquals("2.5s", GoText.duration(Duration.ofMillis(2500)));
        assertEquals("500ms", GoText.duration(Duration.ofMillis(500)));
    }
}
