package org.servin.spi.log.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.spi.ServinException;

class LogOptionsTest {
    private static LogOptions with(String value) {
        return LogOptions.of("test", Set.of("key"), Map.of("key", value));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1s,1000000000", "1s500ms,1500000000", "1.5h,5400000000000", "-1s,-1000000000", "+2us,2000", "3\u00b5s,3000", ".5s,500000000", "1.s,1000000000", "7ns,7", "2m3s,123000000000"})
    void readsTimesAsGo(String text, long nanos) {
        assertEquals(nanos, with(text).duration("key", 1));
    }

    /** The messages are those of dockerd 20.10 for {@code fluentd-retry-wait}. */
    @ParameterizedTest
    @CsvSource({"x,invalid duration \"x\"", "5,missing unit in duration \"5\"", "5d,unknown unit \"d\" in duration \"5d\"", "-,invalid duration \"-\"", "1s-1s,unknown unit \"s-\" in duration \"1s-1s\"",
            "9999999h,invalid duration \"9999999h\"", ".s,invalid duration \".s\""})
    void refusesOtherTimesInGosWords(String text, String message) {
        assertEquals("time: " + message, assertThrows(ServinException.class, () -> with(text).checkedAtCreation().duration("key", 1)).getMessage());
    }

    /** The messages are those of dockerd 20.10 for {@code fluentd-max-retries}. */
    @Test
    void readsUnsignedNumbersAsGo() {
        assertEquals(7, with("7").unsigned("key", 1));
        assertEquals(Long.MAX_VALUE, with("18446744073709551615").unsigned("key", 1));
        assertEquals("strconv.ParseUint: parsing \"-1\": invalid syntax", assertThrows(ServinException.class, () -> with("-1").checkedAtCreation().unsigned("key", 1)).getMessage());
        assertEquals("strconv.ParseUint: parsing \"99999999999999999999999\": value out of range",
                assertThrows(ServinException.class, () -> with("99999999999999999999999").checkedAtCreation().unsigned("key", 1)).getMessage());
    }

    @Test
    void tellsWhatIsCheckedAtCreationWithoutThePrefixOfTheStart() {
        assertEquals("failed to initialize logging driver: strconv.ParseBool: parsing \"maybe\": invalid syntax", assertThrows(ServinException.class, () -> with("maybe").flag("key", true)).getMessage());
        assertEquals("strconv.ParseBool: parsing \"maybe\": invalid syntax", assertThrows(ServinException.class, () -> with("maybe").checkedAtCreation().flag("key", true)).getMessage());
        assertEquals(true, with("").checkedAtCreation().flag("key", true));
    }
}
