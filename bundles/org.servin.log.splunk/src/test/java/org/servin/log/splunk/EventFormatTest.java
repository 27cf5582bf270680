package org.servin.log.splunk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.text.JsonBytes;

/** The events are those that dockerd 20.10.24 sent for these lines of a container, with this machine's name put in. */
class EventFormatTest {
    private static final String ODD = "html <&> \u00e2\u0080\u00a8 \u0001\u0002\t\b\f\u007f bad\u00ff\u00c2 \"q\" \\ \u00f0\u009f\u0098\u0080 \r";
    private static final String ODD_JSON = "html \\u003c\\u0026\\u003e \\u2028 \\u0001\\u0002\\t\\u0008\\u000c\u007f bad\\ufffd\\ufffd \\\"q\\\" \\\\ 😀 \\r";

    private static List<String> events(LogTarget target, String... lines) {
        EventFormat format = EventFormat.of(SplunkOptions.of(target.options()), target);
        List<String> events = new ArrayList<>();
        for (String line : lines) {
            LogRecord record = new LogRecord(line.equals("err") ? LogSource.STDERR : LogSource.STDOUT, 1_795_840_302_674_239_000L, line.getBytes(ISO_8859_1), true);
            if (format.hasEvent(record)) {
                JsonBytes out = new JsonBytes();
                format.write(record, out);
                events.add(new String(out.toBytes(), UTF_8));
            }
        }
        return events;
    }

    private static LogTarget target(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("splunk-url=http://127.0.0.1:8088");
        return Targets.of(all.toArray(String[]::new));
    }

    private static String host() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }

    private static String event(String event) throws IOException {
        return "{\"event\":" + event + ",\"time\":\"1795840302.674239\",\"host\":\"" + host() + "\"}";
    }

    private static String line(String json) throws IOException {
        return event("{\"line\":" + json + ",\"source\":\"stdout\",\"tag\":\"4549cdc27200\"}");
    }

    @Test
    void inline() throws IOException {
        assertEquals(List.of(line("\"plain\""), line("\"\""), line("\"" + ODD_JSON + "\""), line("\"{\\\"a\\\": 1 , \\\"b\\\":[1,2]}\""),
                event("{\"line\":\"err\",\"source\":\"stderr\",\"tag\":\"4549cdc27200\"}")), events(target(), "plain", "", ODD, "{\"a\": 1 , \"b\":[1,2]}", "err"));
    }

    @Test
    void json() throws IOException {
        assertEquals(List.of(line("{\"a\":1,\"b\":[1,2]}"), line("42"), line("\"str\""), line("null"), line("\"{\\\"a\\\":1} x\""), line("\"   \""), line("\"\"")),
                events(target("splunk-format=json"), "{\"a\": 1 , \"b\":[1,2]}", "42", "\"str\"", "null", "{\"a\":1} x", "   ", ""));
        assertEquals(List.of(line("{\"k \\\" \\u003c\\u003e\\/ \\u0041\":\"\\u2028é \\\\\"}"), line("[1e400,-0.0]"), line("\"01\""), line("\"\\\"a\"")),
                events(target("splunk-format=json"), " {\"k \\\" <>\\/ \\u0041\" : \"\u00e2\u0080\u00a8\u00c3\u00a9 \\\\\"}\t", "[1e400, -0.0]", "01", "\"a"));
    }

    @Test
    void raw() throws IOException {
        assertEquals(List.of(event("\"4549cdc27200 err\""), event("\"4549cdc27200 " + ODD_JSON + "\"")), events(target("splunk-format=raw"), "err", "", " \t\u00c2\u00a0", ODD));
        assertEquals(List.of("{\"event\":\"E=3 a=1 b=\\u003c2\\u003e plain\",\"time\":\"1795840302.674239\",\"host\":\"" + host() + "\",\"source\":\"so\",\"sourcetype\":\"st\",\"index\":\"ix\"}"),
                events(target("splunk-format=raw", "tag=", "labels=b,a", "env=E", "splunk-source=so", "splunk-sourcetype=st", "splunk-index=ix"), "plain"));
    }

    @Test
    void attributes() throws IOException {
        assertEquals(List.of(event("{\"line\":\"x\",\"source\":\"stdout\",\"attrs\":{\"E\":\"3\",\"a\":\"1\",\"b\":\"\\u003c2\\u003e\"}}")),
                events(target("tag=", "labels=b,a", "env=E"), "x"));
        assertEquals(List.of(event("{\"line\":\"x\",\"source\":\"stdout\",\"tag\":\"web\"}")), events(target("tag={{.Name}}"), "x"));
    }

    @Test
    void timesAreWhatIsLeftOfThemInAFloat() {
        assertEquals("1795840303.416010", EventFormat.seconds(1_795_840_303_416_010_123L));
        assertEquals("0.000000", EventFormat.seconds(0));
        assertEquals("1700000000.123457", EventFormat.seconds(1_700_000_000_123_456_789L));
        assertEquals("4000000000.000000", EventFormat.seconds(4_000_000_000_000_000_001L));
    }

    @Test
    void blankIsWhatGoTrims() {
        assertTrue(Blank.isBlank("\t\n\u000b\f\r \u0085\u00a0\u2003\u3000".getBytes(UTF_8)));
        assertFalse(Blank.isBlank("\u001c".getBytes(UTF_8)));
        assertFalse(Blank.isBlank(new byte[] {(byte) 0xA0}));
    }
}
