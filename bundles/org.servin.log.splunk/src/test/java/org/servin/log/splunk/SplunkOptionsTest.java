package org.servin.log.splunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;

/** The messages are those of dockerd 20.10.24 for the same options. */
class SplunkOptionsTest {
    private static final String FAILED = "failed to initialize logging driver: ";

    private static Map<String, String> options(String... options) {
        Map<String, String> map = new HashMap<>(Targets.of(options).options());
        map.putIfAbsent("splunk-url", "http://127.0.0.1:8088");
        return map;
    }

    private static String refusal(Map<String, String> options) {
        ServinException e = assertThrows(ServinException.class, () -> new SplunkDriver().validate(options));
        assertEquals(e.getMessage().startsWith(LogOptions.FAILED) ? ErrorKind.INTERNAL : ErrorKind.INVALID_ARGUMENT, e.kind());
        assertFalse(e.getMessage().contains(Targets.TOKEN));
        return e.getMessage();
    }

    @Test
    void defaults() {
        SplunkOptions options = SplunkOptions.of(options());
        assertEquals("http://127.0.0.1:8088/services/collector/event/1.0", options.url().toString());
        assertEquals("inline", options.format());
        assertEquals("{{.ID}}", options.tag());
        assertEquals(-1, options.gzipLevel());
        assertFalse(options.gzip());
        assertFalse(options.acknowledged());
        assertTrue(options.verify());
        assertFalse(options.trust().anyone());
    }

    @Test
    void urlAndTokenAreWanted() {
        assertEquals(FAILED + "splunk: splunk-url is expected", refusal(Map.of("splunk-token", "x")));
        assertEquals(FAILED + "splunk: splunk-token is expected", refusal(Map.of("splunk-url", "http://127.0.0.1:8088")));
        assertEquals("unknown log opt 'foo' for splunk log driver", refusal(options("foo=1")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "splunk-gzip=maybe | strconv.ParseBool: parsing \"maybe\": invalid syntax",
        "splunk-verify-connection=no | strconv.ParseBool: parsing \"no\": invalid syntax",
        "splunk-insecureskipverify=no | strconv.ParseBool: parsing \"no\": invalid syntax",
        "splunk-index-acknowledgment=no | strconv.ParseBool: parsing \"no\": invalid syntax",
        "splunk-gzip-level=11 | not supported level '11' for splunk-gzip-level (supported values between -1 and 9)",
        "splunk-gzip-level=x | strconv.ParseInt: parsing \"x\": invalid syntax",
        "splunk-gzip-level= | strconv.ParseInt: parsing \"\": invalid syntax",
        "splunk-gzip-level=99999999999 | strconv.ParseInt: parsing \"99999999999\": value out of range",
        "splunk-format=xml | Unknown format specified , supported formats are inline, json and raw",
        "splunk-format= | Unknown format specified , supported formats are inline, json and raw",
        "splunk-capath=/nowhere | open /nowhere: no such file or directory",
        "splunk-capath= | open : no such file or directory",
        "splunk-capath=/etc | read /etc: is a directory",
        "tag={{.Foo}} | template: log-tag:1:2: executing \"log-tag\" at <.Foo>: can't evaluate field Foo in type *logger.Info",
    })
    void refusals(String option, String message) {
        assertEquals(FAILED + message, refusal(options(option)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8088", "http://127.0.0.1:80 88", "%", "http://127.0.0.1:abc"})
    void noUrl(String url) {
        assertEquals(FAILED + "splunk: failed to parse " + url + " as url value in splunk-url", refusal(options("splunk-url=" + url)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "", "localhost:8088", "http://127.0.0.1:8088/x", "http://127.0.0.1:8088?a=b", "http://127.0.0.1:8088#a", "ftp://a:1", "tcp://127.0.0.1:8088",
        "HTTP://127.0.0.1:8088", "unix:///x", "http://127.0.0.1:8088//"})
    void otherUrl(String url) {
        assertEquals(FAILED + "splunk: expected format scheme://dns_name_or_ip:port for splunk-url", refusal(options("splunk-url=" + url)));
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:8088/, http://127.0.0.1:8088", "http://127.0.0.1:8088?, http://127.0.0.1:8088", "https://[::1]:8088, https://[::1]:8088", "https://hec, https://hec",
        "http://user:password@127.0.0.1:8088, http://127.0.0.1:8088"})
    void urls(String url, String base) {
        assertEquals(base + "/services/collector/event/1.0", SplunkOptions.of(options("splunk-url=" + url)).url().toString());
    }

    @Test
    void tokenThatIsNoHeaderIsRefusedUnsaid() {
        Map<String, String> options = options();
        options.put("splunk-token", Targets.TOKEN + "\n");
        assertTrue(refusal(options).startsWith(FAILED + "splunk: splunk-token holds"));
    }

    @Test
    void textHidesTheToken() {
        assertFalse(SplunkOptions.of(options()).toString().contains(Targets.TOKEN));
    }
}
