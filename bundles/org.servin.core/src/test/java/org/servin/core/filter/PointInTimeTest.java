package org.servin.core.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class PointInTimeTest {
    private static final Instant NOW = Instant.parse("2020-06-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"0,1970-01-01T00:00:00Z", "-1,1969-12-31T23:59:59Z", "1577836800.5,2020-01-01T00:00:00.5Z", "1577836800.1234567890123,2020-01-01T00:00:00.123456789Z",
        "1h30m,2020-06-01T10:30:00Z", "0.5h,2020-06-01T11:30:00Z", "-1h,2020-06-01T13:00:00Z", "30000ms,2020-06-01T11:59:30Z", "2020-01-01Z,2020-01-01T00:00:00Z",
        "2020-01-01T10Z,2020-01-01T10:00:00Z", "2020-01-01T10:20Z,2020-01-01T10:20:00Z", "2020-01-01T10:20:30.25+01:00,2020-01-01T09:20:30.25Z"})
    void readsEveryForm(String text, Instant expected) {
        assertEquals(expected, PointInTime.parse(text, NOW));
    }

    @Test
    void takesTheEnginesZoneWhereNoneIsNamed() {
        assertEquals(LocalDateTime.of(2020, 1, 1, 10, 20).atZone(ZoneId.systemDefault()).toInstant(), PointInTime.parse("2020-01-01T10:20", NOW));
        assertEquals(LocalDateTime.of(2020, 1, 1, 0, 0).atZone(ZoneId.systemDefault()).toInstant(), PointInTime.parse("2020-01-01", NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "purple", "1d", "1h30", "2020-13-01", "2020-01-32", "2020-01-01 10:00", "1.5.5", "0x10", "1e3"})
    void refusesTheRestAsItsOwnFailure(String text) {
        ServinException refused = assertThrows(ServinException.class, () -> PointInTime.parse(text, NOW));
        assertEquals("failed to parse value as time or duration: \"" + text + "\"", refused.getMessage());
        assertEquals(ErrorKind.INTERNAL, refused.kind());
    }

    @Test
    void aPruneTakesOneEnd() {
        assertEquals(Instant.MAX, PointInTime.until(Filters.none(), NOW));
        assertEquals(NOW.minusSeconds(5), PointInTime.until(new Filters(Map.of("until", List.of("5s"))), NOW));
        assertThrows(ServinException.class, () -> PointInTime.until(new Filters(Map.of("until", List.of("5s", "6s"))), NOW));
    }

    @Test
    void whatNanosecondsCannotHoldIsTheNearest() {
        assertEquals(Long.MAX_VALUE, PointInTime.nanos(Instant.MAX));
        assertEquals(Long.MIN_VALUE, PointInTime.nanos(Instant.MIN));
        assertEquals(1_500_000_000L, PointInTime.nanos(Instant.ofEpochSecond(1, 500_000_000)));
    }
}
