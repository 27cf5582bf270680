package org.servin.log.jsonfile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeTextTest {
    private static final DateTimeFormatter AS_GO = new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd'T'HH:mm:ss").appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter().withZone(java.time.ZoneOffset.UTC);

    private final TimeText times = new TimeText();

    private void check(long epochNanos) {
        byte[] bytes = new byte[3 + TimeText.MOST];
        int end = times.put(epochNanos, bytes, 3);
        assertEquals(AS_GO.format(Instant.ofEpochSecond(Math.floorDiv(epochNanos, 1_000_000_000L), Math.floorMod(epochNanos, 1_000_000_000L))), new String(bytes, 3, end - 3, US_ASCII));
    }

    @Test
    void writesEveryNanosecondAroundAMicrosecondAndASecond() {
        long second = 1_700_000_000_000_000_000L;
        for (int i = -2500; i < 2500; i++) {
            check(second + i);
            check(second + 123_456_789 + i);
        }
    }

    @Test
    void writesTimesInAnyOrder() {
        Random random = new Random(1);
        long[] steps = {1, 10, 999, 1_000, 1_000_000, 999_999_999, 1_000_000_000, 3_600_000_000_000L};
        long now = 1_700_000_000_120_000_000L;
        for (int i = 0; i < 20_000; i++) {
            now += (random.nextBoolean() ? 1 : -1) * steps[random.nextInt(steps.length)];
            check(now);
        }
    }

    @Test
    void writesTheFirstAndTheLastTimes() {
        check(0);
        check(-1);
        check(Long.MAX_VALUE);
        assertEquals("1970-01-01T00:00:00.000001", TimeText.of(1000));
    }
}
