package org.servin.log.awslogs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;

/** The messages are those of dockerd 20.10.24 for the same options. */
class AwsLogsOptionsTest {
    private static Map<String, String> options(String... options) {
        Map<String, String> map = new HashMap<>(Map.of("awslogs-group", "g"));
        for (String option : options) {
            map.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return map;
    }

    private static String refusal(Map<String, String> options) {
        ServinException e = assertThrows(ServinException.class, () -> new AwsLogsDriver().validate(options));
        assertEquals(e.getMessage().startsWith(LogOptions.FAILED) ? ErrorKind.INTERNAL : ErrorKind.INVALID_ARGUMENT, e.kind());
        return e.getMessage();
    }

    @Test
    void defaults() {
        AwsLogsOptions options = AwsLogsOptions.of(options());
        assertEquals(new AwsLogsOptions("g", "", "{{.FullID}}", Optional.empty(), Optional.empty(), false, true, Optional.empty(), Optional.empty(), Duration.ofSeconds(5), 4096), options);
    }

    @Test
    void emptyOptionsAreNone() {
        assertEquals(AwsLogsOptions.of(options()), AwsLogsOptions.of(options("awslogs-create-group=", "awslogs-region=", "awslogs-endpoint=", "awslogs-datetime-format=", "tag=",
                "awslogs-stream=", "awslogs-force-flush-interval-seconds=", "awslogs-max-buffered-events=")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "foo=1 | unknown log opt 'foo' for awslogs log driver",
        "labels=a | unknown log opt 'labels' for awslogs log driver",
        "awslogs-group= | must specify a value for log opt 'awslogs-group'",
        "awslogs-create-group=x | must specify valid value for log opt 'awslogs-create-group': strconv.ParseBool: parsing \"x\": invalid syntax",
        "awslogs-create-stream=x | must specify valid value for log opt 'awslogs-create-stream': strconv.ParseBool: parsing \"x\": invalid syntax",
        "awslogs-force-flush-interval-seconds=0 | must specify a positive integer for log opt 'awslogs-force-flush-interval-seconds': 0",
        "awslogs-force-flush-interval-seconds=x | must specify a positive integer for log opt 'awslogs-force-flush-interval-seconds': x",
        "awslogs-max-buffered-events=-1 | must specify a positive integer for log opt 'awslogs-max-buffered-events': -1",
        "awslogs-endpoint=ftp://a | failed to initialize logging driver: failed to create Cloudwatch log stream: RequestError: unsupported protocol scheme \"ftp\"",
        "tag={{.Foo}} | failed to initialize logging driver: template: log-tag:1:2: executing \"log-tag\" at <.Foo>: can't evaluate field Foo in type *logger.Info",
    })
    void refusals(String option, String message) {
        assertEquals(message, refusal(options(option)));
    }

    @Test
    void onlyOneOfFormatAndPattern() {
        assertEquals("you cannot configure log opt 'awslogs-datetime-format' and 'awslogs-multiline-pattern' at the same time",
                refusal(options("awslogs-datetime-format=", "awslogs-multiline-pattern=")));
    }

    @Test
    void patternsThatAreNone() {
        String before = "failed to initialize logging driver: awslogs could not parse multiline pattern key ";
        assertTrue(refusal(options("awslogs-multiline-pattern=[")).startsWith(before + "\"[\": error parsing regexp: "));
        assertTrue(refusal(options("awslogs-datetime-format=%Y[")).startsWith(before + "\"\\\\d{4}[\": error parsing regexp: "));
    }

    @Test
    void endpointsThatAreNone() {
        for (String endpoint : new String[] {"%", "http://", "http://a:b", "http://user:password@a"}) {
            String message = refusal(options("awslogs-endpoint=" + endpoint));
            assertTrue(message.startsWith("failed to initialize logging driver: failed to create Cloudwatch log stream: InvalidEndpointURL: invalid endpoint uri"), message);
            assertFalse(message.contains("password"));
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:8088, https://127.0.0.1:8088", "http://a/pre/, http://a/pre/"})
    void endpoints(String given, String endpoint) {
        assertEquals(endpoint, AwsLogsOptions.of(options("awslogs-endpoint=" + given)).endpoint().orElseThrow().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "%Y-%m-%d %H:%M:%S%L | 2026-11-28 04:32:10.123 x | 2026-13-28 04:32:10.123",
        "[%b %d, %Y %I:%M:%S %p] | b | zzz",
        "\\[%b %d, %Y %I:%M:%S %p\\] | [Nov 28, 2026 04:32:10 AM] | Nov 28, 2026 04:32:10 AM",
        "%a %A %w %B %y %f %z %Z %j%q | Sat Saturday 6 November 26 123456 +0100 CET 332 | Sat",
    })
    void dates(String format, String matching, String other) {
        var pattern = AwsLogsOptions.of(options("awslogs-datetime-format=" + format)).multiline().orElseThrow();
        assertTrue(pattern.matcher(matching).find(), pattern.pattern());
        assertFalse(pattern.matcher(other).find(), pattern.pattern());
    }
}
