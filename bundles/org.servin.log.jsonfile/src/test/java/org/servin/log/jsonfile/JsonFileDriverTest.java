package org.servin.log.jsonfile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LogOptions;

class JsonFileDriverTest {
    @TempDir
    Path folder;

    private final JsonFileDriver driver = new JsonFileDriver();
    private long clock = 1_700_000_000_000_000_000L;

    private LogTarget target(String... options) {
        Map<String, String> map = new java.util.HashMap<>();
        for (String option : options) {
            map.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return new LogTarget("0123456789abcdef", "web", "sha256:fedcba9876543210", "busybox", List.of("sh", "-c", "true"),
                List.of("FOO=bar", "PATH=/bin"), Map.of("a", "b", "com.x", "<&>"), 0, map, folder.resolve("c"));
    }

    private LogRecord line(String text) {
        return new LogRecord(LogSource.STDOUT, ++clock, text.getBytes(UTF_8), true);
    }

    private List<LogRecord> lines(int from, int count) {
        List<LogRecord> lines = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            lines.add(line("line " + i));
        }
        return lines;
    }

    private static List<String> read(LogCursor cursor) {
        List<String> texts = new ArrayList<>();
        Optional<LogRecord> record;
        while ((record = cursor.next()).isPresent()) {
            texts.add(new String(record.get().text(), UTF_8) + (record.get().complete() ? "" : "…"));
        }
        return texts;
    }

    private List<String> readAll(LogTarget target, LogQuery query) {
        try (LogCursor cursor = driver.read(target, query)) {
            return read(cursor);
        }
    }

    private static List<String> numbered(int from, int to) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add("line " + i);
        }
        return texts;
    }

    private static long nanos(String time) {
        Instant instant = Instant.parse(time);
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    /** The bytes that dockerd 20.10.24 wrote for {@code sh -c 'printf "a<b>&\"\\\\\t\001\177 \xff\xe2\x80\xa8 é\nno end"; echo err >&2'}, its times put in. */
    @Test
    void writesWhatDockerdWrites() throws Exception {
        byte[] text = "a<b>&\"\\\t\u0001\u007f \u00ff\u00e2\u0080\u00a8 \u00c3\u00a9".getBytes(ISO_8859_1);
        try (LogSink sink = driver.open(target())) {
            sink.append(List.of(new LogRecord(LogSource.STDOUT, nanos("2026-11-23T06:43:41.483025934Z"), text, true),
                    new LogRecord(LogSource.STDERR, nanos("2026-11-23T06:43:41.483082193Z"), "err".getBytes(UTF_8), true),
                    new LogRecord(LogSource.STDOUT, nanos("2026-11-23T06:43:41.509164956Z"), "no end".getBytes(UTF_8), false)));
        }
        String golden = new String(getClass().getResourceAsStream("/golden/dockerd-json.log").readAllBytes(), UTF_8);
        Path file = driver.path(target()).orElseThrow();
        assertEquals(folder.resolve("c/0123456789abcdef-json.log"), file);
        assertEquals(golden, Files.readString(file));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of("a<b>&\"\\\t\u0001\u007f \ufffd\u2028 é", "err", "no end…"), readAll(target(), LogQuery.all()));
    }

    @Test
    void trimsZerosOfTimesAsGoDoes() {
        JsonLines lines = new JsonLines(Map.of());
        int n = lines.write(List.of(new LogRecord(LogSource.STDOUT, 1_000_000_000L, new byte[0], true), new LogRecord(LogSource.STDOUT, 1_000_120_000L, new byte[0], true)));
        assertEquals("""
                {"log":"\\n","stream":"stdout","time":"1970-01-01T00:00:01Z"}
                {"log":"\\n","stream":"stdout","time":"1970-01-01T00:00:01.00012Z"}
                """, new String(lines.bytes(), 0, n, UTF_8));
    }

    @Test
    void invalidUtf8IsReplacedByteByByte() {
        JsonLines lines = new JsonLines(Map.of());
        byte[] text = "\u00c0\u0080\u00ed\u00a0\u0080\u00f4\u0090\u0080\u0080\u00e2\u0082".getBytes(ISO_8859_1);
        int n = lines.write(List.of(new LogRecord(LogSource.STDOUT, 0, text, false)));
        assertTrue(new String(lines.bytes(), 0, n, UTF_8).startsWith("{\"log\":\"" + "\\ufffd".repeat(11) + "\""));
    }

    @Test
    void writesAttributes() throws Exception {
        LogTarget target = target("labels=a,none", "labels-regex=^com", "env=FOO", "env-regex=^PA", "tag={{.Name}}/{{.ID}}/{{ .FullID }}/{{.ImageName}}/{{.ImageID}}/{{.Command}}");
        try (LogSink sink = driver.open(target)) {
            sink.append(List.of(new LogRecord(LogSource.STDOUT, 0, "x".getBytes(UTF_8), true)));
        }
        assertEquals("{\"log\":\"x\\n\",\"stream\":\"stdout\",\"attrs\":{\"FOO\":\"bar\",\"PATH\":\"/bin\",\"a\":\"b\",\"com.x\":\"\\u003c\\u0026\\u003e\","
                + "\"tag\":\"web/0123456789ab/0123456789abcdef/busybox/sha256:fedcb/sh -c true\"},\"time\":\"1970-01-01T00:00:00Z\"}\n",
                Files.readString(driver.path(target).orElseThrow()));
        assertEquals("b", driver.details(target).get("a"));
    }

    @Test
    void refusesOptionsInDockerdsWords() {
        Map<String, String> expressions = Map.of(
                "labels-regex=(", "missing closing ): `(`",
                "env-regex=[a", "missing closing ]: `[a`",
                "env-regex=a**", "invalid nested repetition operator: `**`",
                "env-regex=+", "missing argument to repetition operator: `+`",
                "env-regex=a)", "unexpected ): `a)`");
        expressions.forEach((option, message) -> assertEquals("failed to initialize logging driver: error parsing regexp: " + message,
                assertThrows(ServinException.class, () -> driver.validate(target(option).options())).getMessage()));
        Map<String, String> wrong = Map.of(
                "nosuch=1", "unknown log opt 'nosuch' for json-file log driver",
                "max-size=99999999999999999999m", "failed to initialize logging driver: max-size must be a positive number",
                "max-file=99999999999999999999", "failed to initialize logging driver: strconv.Atoi: parsing \"99999999999999999999\": value out of range",
                "max-size=abc", "failed to initialize logging driver: invalid size: 'abc'",
                "max-size=0", "failed to initialize logging driver: max-size must be a positive number",
                "max-file=0", "failed to initialize logging driver: max-file cannot be less than 1",
                "max-file=x", "failed to initialize logging driver: strconv.Atoi: parsing \"x\": invalid syntax",
                "compress=x", "failed to initialize logging driver: strconv.ParseBool: parsing \"x\": invalid syntax",
                "compress=true", "failed to initialize logging driver: compress cannot be true when max-file is less than 2 or max-size is not set",
                "tag={{.Foo}}", "failed to initialize logging driver: template: log-tag:1:2: executing \"log-tag\" at <.Foo>: can't evaluate field Foo in type *logger.Info");
        wrong.forEach((option, message) -> {
            ServinException e = assertThrows(ServinException.class, () -> driver.validate(target(option).options()));
            assertEquals(message, e.getMessage());
            assertEquals(e.getMessage().startsWith(LogOptions.FAILED) ? ErrorKind.INTERNAL : ErrorKind.INVALID_ARGUMENT, e.kind());
        });
        driver.validate(target("max-size=10m", "max-file=3", "compress=true", "tag={{.ID}}").options());
        assertEquals(10_000_000, JsonFileOptions.of(Map.of("max-size", "10m")).maxBytes());
    }

    @Test
    void rotatesAndReadsOverRotations() throws Exception {
        LogTarget target = target("max-size=1k", "max-file=3");
        try (LogSink sink = driver.open(target); LogCursor follower = driver.read(target, LogQuery.all())) {
            List<String> followed = new ArrayList<>();
            for (int i = 0; i < 100; i += 5) {
                sink.append(lines(i, 5));
                followed.addAll(read(follower));
            }
            assertEquals(numbered(0, 100), followed);
        }
        assertEquals(3, files().size());
        List<String> left = readAll(target, LogQuery.all());
        assertEquals(numbered(100 - left.size(), 100), left);
        assertTrue(left.size() > 30, "three files of about 1 KiB: " + left.size());
    }

    @Test
    void compressesRotatedFilesAndReadsThem() throws Exception {
        LogTarget target = target("max-size=2k", "max-file=4", "compress=true");
        try (LogSink sink = driver.open(target)) {
            for (int i = 0; i < 80; i += 10) {
                sink.append(lines(i, 10));
            }
        }
        assertTrue(files().toString().contains("-json.log.2.gz"), files().toString());
        assertFalse(files().toString().contains("-json.log.1,"), files().toString());
        assertEquals(numbered(0, 80), readAll(target, LogQuery.all()));
        for (int tail : new int[] {0, 1, 7, 30, 31, 79, 80, 500}) {
            assertEquals(numbered(Math.max(0, 80 - tail), 80), readAll(target, new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, tail, Optional.empty())), "tail " + tail);
        }
    }

    private List<String> files() throws IOException {
        try (var list = Files.list(folder.resolve("c"))) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void cursorGoesOnAfterAPositionAlsoWhenTheFileWasCompressed() {
        LogTarget target = target("max-size=2k", "max-file=4", "compress=true");
        try (LogSink sink = driver.open(target)) {
            sink.append(lines(0, 10));
            String position;
            try (LogCursor cursor = driver.read(target, LogQuery.all())) {
                for (int i = 0; i < 6; i++) {
                    cursor.next();
                }
                position = cursor.position();
            }
            LogQuery after = new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, -1, Optional.of(position));
            assertEquals(numbered(6, 10), readAll(target, after));
            for (int i = 10; i < 60; i += 10) {
                sink.append(lines(i, 10));
            }
            assertEquals(numbered(6, 60), readAll(target, after));
        }
    }

    @Test
    void tailZeroSeesOnlyWhatComes() {
        LogTarget target = target();
        LogQuery none = new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, 0, Optional.empty());
        try (LogCursor early = driver.read(target, none); LogSink sink = driver.open(target)) {
            sink.append(lines(0, 2));
            try (LogCursor late = driver.read(target, none)) {
                String position = late.position();
                sink.append(lines(2, 2));
                assertEquals(numbered(0, 4), read(early));
                assertEquals(numbered(2, 4), read(late));
                assertEquals(numbered(2, 4), readAll(target, new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, -1, Optional.of(position))));
            }
        }
    }

    @Test
    void sinceAndUntilAreInclusive() {
        LogTarget target = target();
        long start = clock;
        try (LogSink sink = driver.open(target)) {
            sink.append(lines(0, 10));
        }
        assertEquals(numbered(2, 6), readAll(target, new LogQuery(start + 3, start + 6, -1, Optional.empty())));
    }

    @Test
    void tailOfABigFileStartsNearItsEnd() {
        LogTarget target = target();
        try (LogSink sink = driver.open(target)) {
            for (int i = 0; i < 100_000; i += 1000) {
                sink.append(lines(i, 1000));
            }
        }
        assertEquals(numbered(98_999, 100_000), readAll(target, new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, 1001, Optional.empty())));
    }

    @Test
    void rewindForgetsWhatCameAfterTheMark() {
        LogTarget target = target();
        String mark;
        try (LogSink sink = driver.open(target)) {
            sink.append(lines(0, 3));
            mark = sink.mark();
            sink.append(lines(90, 3));
        }
        try (LogSink sink = driver.open(target)) {
            sink.rewind(mark);
            sink.append(lines(3, 1));
        }
        assertEquals(numbered(0, 4), readAll(target, LogQuery.all()));
    }

    @Test
    void rewindOverARotation() {
        for (String files : new String[] {"max-file=1", "max-file=2"}) {
            LogTarget target = target("max-size=500", files);
            String mark;
            try (LogSink sink = driver.open(target)) {
                sink.append(lines(0, 10));
                mark = sink.mark();
                sink.append(lines(90, 20)); // rotates first
            }
            try (LogSink sink = driver.open(target)) {
                sink.rewind(mark);
                sink.append(lines(10, 3));
            }
            assertEquals(numbered(files.endsWith("1") ? 10 : 0, 13), readAll(target, LogQuery.all()));
            driver.remove(target);
            assertEquals(List.of(), readAll(target, LogQuery.all()));
        }
    }

    @Test
    void tornAndForeignLinesArePassedOver() throws Exception {
        LogTarget target = target();
        try (LogSink sink = driver.open(target)) {
            sink.append(lines(0, 2));
        }
        Path file = driver.path(target).orElseThrow();
        Files.writeString(file, "{\"log\":\"torn", StandardOpenOption.APPEND);
        assertEquals(numbered(0, 2), readAll(target, LogQuery.all()));
        try (LogSink sink = driver.open(target)) {
            sink.append(lines(2, 2));
        }
        Files.writeString(file, "\nnull\n[]\n{}\n{\"log\":1,\"time\":\"x\"}\n", StandardOpenOption.APPEND);
        assertEquals(numbered(0, 4), readAll(target, LogQuery.all()));
    }

    @Test
    void longLinesGrowTheBuffer() {
        LogTarget target = target();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < 200_000; i++) {
            text.write('<');
        }
        try (LogSink sink = driver.open(target)) {
            sink.append(List.of(new LogRecord(LogSource.STDERR, ++clock, text.toByteArray(), false), line("next")));
        }
        List<String> read = readAll(target, LogQuery.all());
        assertEquals(200_001, read.get(0).length());
        assertEquals("next", read.get(1));
    }
}
