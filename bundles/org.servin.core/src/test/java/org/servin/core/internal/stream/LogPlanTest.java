package org.servin.core.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class LogPlanTest {
    private static final LogMode USUAL = new LogMode(false, 1 << 20, 0, 16 * 1024, false);

    @Test
    void oneDriverGetsEverythingThatIsNotTheEngines() {
        LogPlan plan = Plans.of("syslog", Map.of("tag", "t", "nosuch", "1", "mode", "non-blocking", "max-buffer-size", "4k", "cache-max-size", "1m", "cache-disabled", "false"));
        assertEquals(1, plan.parts().size());
        LogPart part = plan.parts().get(0);
        assertEquals(Map.of("tag", "t", "nosuch", "1"), part.options(Set.of()));
        assertEquals(new LogMode(true, 4096, 0, 16 * 1024, false), part.mode());
        assertEquals(Map.of("max-size", "1m"), plan.cache().orElseThrow().options(Set.of("max-size", "max-file", "compress")));
        assertEquals("local", plan.cache().orElseThrow().driver());
    }

    @Test
    void severalDriversShareTheOptionsThatTheyKnow() {
        LogPlan plan = Plans.of("json-file, syslog", Map.of("max-size", "1m", "tag", "both", "syslog.tag", "mine", "syslog.mode", "non-blocking", "spool-size", "1m"));
        LogPart file = plan.parts().get(0);
        LogPart syslog = plan.parts().get(1);
        assertEquals(List.of("json-file", "syslog"), plan.parts().stream().map(LogPart::driver).toList());
        assertEquals(Map.of("max-size", "1m", "tag", "both"), file.options(Set.of("max-size", "max-file", "tag")));
        assertEquals(Map.of("tag", "mine"), syslog.options(Set.of("tag", "syslog-address")));
        assertEquals(new LogMode(false, 1 << 20, 1 << 20, 16 * 1024, false), file.mode());
        assertEquals(new LogMode(true, 1 << 20, 1 << 20, 16 * 1024, false), syslog.mode());
        assertEquals(Optional.empty(), plan.unknown(List.of(Set.of("max-size", "tag"), Set.of("tag"))));
        assertEquals(Optional.of("max-size"), plan.unknown(List.of(Set.of("tag"), Set.of("tag"))));
    }

    @Test
    void recordsAreAsLongAsTheirDriverWantsUnlessTheContainerSays() {
        assertEquals(100_000, Plans.of("roomy", Map.of()).parts().get(0).mode().lineBytes());
        assertEquals(2048, Plans.of("roomy", Map.of("max-line-size", "2k")).parts().get(0).mode().lineBytes());
        assertEquals(100_000, Plans.of("roomy", Map.of("mode", "non-blocking", "max-buffer-size", "0")).parts().get(0).mode().bufferBytes());
        LogPlan both = Plans.of("roomy,syslog", Map.of());
        assertEquals(List.of(100_000, 16 * 1024), both.parts().stream().map(part -> part.mode().lineBytes()).toList());
        assertEquals(16 * 1024, both.cache().orElseThrow().mode().lineBytes());
    }

    @Test
    void noneIsNoLogAndLooksAtNoOption() {
        assertTrue(Plans.of("none", Map.of("mode", "foo", "bar", "1")).isNone());
    }

    @Test
    void theCacheCanBeDisabledAndWantsTheWholeBuffer() {
        assertEquals(Optional.empty(), Plans.of("syslog", Map.of("cache-disabled", "true")).cache());
        LogPart cache = Plans.of("syslog", Map.of("mode", "non-blocking", "max-buffer-size", "1k")).cache().orElseThrow();
        assertTrue(cache.mode().dropping());
        assertEquals(LogMode.WHOLE, cache.mode().bufferBytes());
    }

    @Test
    void optionsOfTheEngineHaveTheseForms() {
        assertEquals(USUAL, Plans.of("a", Map.of()).parts().get(0).mode());
        assertEquals(new LogMode(false, 1 << 20, 10 << 20, 1024, true),
                Plans.of("a", Map.of("mode", "blocking", "spool-size", "10m", "max-line-size", "1k", "require-destination", "true")).parts().get(0).mode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a|mode=foo|logger: logging mode not supported: foo",
        "a|max-buffer-size=1m|logger: max-buffer-size option is only supported with 'mode=non-blocking'",
        "a|mode=non-blocking,max-buffer-size=abc|error parsing option max-buffer-size: invalid size: 'abc'",
        "a|mode=non-blocking,max-buffer-size=-1|error parsing option max-buffer-size: invalid size: '-1'",
        "a|cache-disabled=foo|invalid value for option cache-disabled: foo",
        "a|require-destination=foo|invalid value for option require-destination: foo",
        "a|spool-size=x|error parsing option spool-size: invalid size: 'x'",
        "a|spool-size=0|error parsing option spool-size: it must be more than 0",
        "a|max-line-size=2m|error parsing option max-line-size: it must be between 1k and 1m",
        "a;b|b.mode=foo|logger: logging mode not supported: foo",
        "a;a|x=y|log driver a is named twice: a,a",
        "a;none|x=y|log driver none goes with no other: a,none",
        "a;|x=y|invalid list of log drivers: a,"})
    void whatIsWrongIsSaidInDockerdsWordsWhereItHasSome(String type, String options, String message) {
        Map<String, String> map = new java.util.HashMap<>();
        for (String option : options.split(",")) {
            map.put(option.split("=")[0], option.split("=")[1]);
        }
        ServinException e = assertThrows(ServinException.class, () -> Plans.of(type.replace(';', ','), map));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID_ARGUMENT, e.kind());
    }
}
