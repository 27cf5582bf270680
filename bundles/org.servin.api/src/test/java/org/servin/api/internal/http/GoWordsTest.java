package org.servin.api.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What dockerd, a Go program, makes of numbers and times. */
class GoWordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "5|5000000000", "+5|5000000000", "-5|-5000000000", "0|0", "1.5|1500000000", "1.000000001|1000000001", "1.0000000019|1000000001", "1.25|1250000000", "-1.5|-500000000",
        "9999999999999|9223372036854775807", "-9999999999999|-9223372036854775808"})
    void readsSeconds(String text, long nanos) {
        assertEquals(nanos, Timestamps.seconds(text, 7));
        assertEquals(7, Timestamps.seconds("", 7));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "x|parsing \"x\": invalid syntax", "1.x|parsing \"x\": invalid syntax", "5.|parsing \"\": invalid syntax", ".5|parsing \"\": invalid syntax", "1.2.3|parsing \"2.3\": invalid syntax",
        "10m|parsing \"10m\": invalid syntax", "99999999999999999999|parsing \"99999999999999999999\": value out of range", "' 5'|parsing \" 5\": invalid syntax"})
    void saysWhyATimeIsNone(String text, String why) {
        ApiException e = assertThrows(ApiException.class, () -> Timestamps.seconds(text, 0));
        assertEquals("strconv.ParseInt: " + why, e.getMessage());
        assertEquals(500, e.status());
    }

    @Test
    void readsSizesOfTerminals() {
        assertEquals(33, new Query("h=33").required("h", 400));
        assertEquals(Integer.MAX_VALUE, new Query("h=99999999999").required("h", 400));
        assertEquals("strconv.Atoi: parsing \"\": invalid syntax", assertThrows(ApiException.class, () -> new Query("").required("h", 400)).getMessage());
    }
}
