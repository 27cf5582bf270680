package org.servin.api.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    /** What Go's RFC3339Nano gives: no zeros at the end of the fraction, and no fraction of zeros. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23T09:04:05Z", "2026-11-23T09:04:05.1Z", "2024-02-29T23:59:59.999999999Z", "1970-01-01T00:00:00.000000001Z",
            "1969-12-31T23:59:59.5Z", "0001-01-01T00:00:00Z", "2026-10-10T10:10:10.01001Z"})
    void writesWhatGoWrites(String text) {
        assertEquals(text, Timestamps.text(Instant.parse(text)));
    }

    @Test
    void whatWasNeverSetIsTheYearOne() {
        assertEquals(Timestamps.NEVER, Timestamps.text(Instant.parse("0001-01-01T00:00:00Z")));
    }
}
