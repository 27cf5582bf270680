package org.servin.log.jsonfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** Files that dockerd 20.10.24 wrote, and what crashes and power cuts leave of files. */
class DockerdFilesTest {
    private static final int SPLIT = 16 * 1024;

    @TempDir
    Path folder;

    private final JsonFileDriver driver = new JsonFileDriver();
    private Path log;
    private long clock = 1_700_000_000_000_000_000L;

    @BeforeEach
    void name() throws IOException {
        log = driver.path(target(Map.of())).orElseThrow();
        Files.createDirectories(log.getParent());
    }

    private LogTarget target(Map<String, String> options) {
        return new LogTarget("0123456789abcdef", "esc", "sha256:fedcba9876543210", "busybox", List.of("sh"), List.of("FOO=bar"),
                Map.of("a", "<b>", "com.x.y", "q\"&"), 0, options, folder.resolve("c"));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = DockerdFilesTest.class.getResourceAsStream("/golden/" + name + (name.endsWith(".gz") ? ".base64" : ""))) {
            return name.endsWith(".gz") ? Base64.getMimeDecoder().decode(in.readAllBytes()) : in.readAllBytes();
        }
    }

    private static byte[] unpacked(byte[] gzip) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
    }

    private List<LogRecord> read(LogQuery query) {
        List<LogRecord> records = new ArrayList<>();
        try (LogCursor cursor = driver.read(target(Map.of()), query)) {
            for (Optional<LogRecord> record; (record = cursor.next()).isPresent();) {
                records.add(record.get());
            }
        }
        return records;
    }

    private List<String> texts(LogQuery query) {
        return read(query).stream().map(record -> new String(record.text(), UTF_8)).toList();
    }

    private static LogQuery tail(long lines) {
        return new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, lines, Optional.empty());
    }

    private static LogQuery since(long nanos) {
        return new LogQuery(nanos, Long.MAX_VALUE, -1, Optional.empty());
    }

    private LogRecord line(String text) {
        clock += 1000;
        return new LogRecord(LogSource.STDOUT, clock, text.getBytes(UTF_8), true);
    }

    private void write(Map<String, String> options, LogRecord... records) {
        try (LogSink sink = driver.open(target(options))) {
            sink.append(List.of(records));
        }
    }

    /** All bytes, sequences that are not UTF-8, a line of three pieces, one without an end, and attributes, as {@code docker run … cat} let dockerd write them. */
    @Test
    void writesEveryByteAsDockerdDoes() throws Exception {
        byte[] golden = unpacked(resource("dockerd-bytes.log.gz"));
        Files.write(log, golden);
        List<LogRecord> read = read(LogQuery.all());
        List<LogRecord> written = new ArrayList<>();
        byte[] in = unpacked(resource("dockerd-bytes.in.gz"));
        for (int from = 0; from < in.length;) {
            int end = from;
            while (end < in.length && in[end] != '\n' && end - from < SPLIT) {
                end++;
            }
            boolean complete = end < in.length && in[end] == '\n';
            written.add(new LogRecord(LogSource.STDOUT, read.get(written.size()).epochNanos(), Arrays.copyOfRange(in, from, end), complete));
            from = complete ? end + 1 : end;
        }
        assertEquals(written.size(), read.size());
        Files.delete(log);
        Map<String, String> options = Map.of("labels", "a", "labels-regex", "^com", "env", "FOO,NONE", "env-regex", "^PA", "tag", "{{.Name}}|{{.ImageName}}");
        try (LogSink sink = driver.open(target(options))) {
            sink.append(written);
        }
        assertEquals(new String(golden, UTF_8), Files.readString(log));
    }

    @Test
    void readsDockerdsCompressedFilesAndWritesThemWithTheSameHead() throws Exception {
        byte[] dockerds = resource("dockerd-json.log.2.gz");
        Path compressed = log.resolveSibling(log.getFileName() + ".1.gz");
        Files.write(compressed, dockerds);
        List<LogRecord> read = read(LogQuery.all());
        assertEquals(26, read.size());
        long last = read.get(25).epochNanos();
        assertEquals(OptionalLong.of(last), GzipFile.lastNanos(compressed));
        assertEquals(List.of("line 17", "line 18"), texts(tail(2)));

        Path plain = folder.resolve("plain");
        Files.write(plain, unpacked(dockerds));
        Path ours = folder.resolve("ours.gz");
        GzipFile.write(plain, ours);
        byte[] written = Files.readAllBytes(ours);
        int head = 12 + (dockerds[10] & 0xFF);
        assertArrayEquals(Arrays.copyOf(dockerds, head), Arrays.copyOf(written, head));
        assertArrayEquals(unpacked(dockerds), unpacked(written));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(ours)));

        clock = last;
        write(Map.of(), line("younger"));
        assertEquals(List.of("younger"), texts(since(last + 1)));
        assertEquals(List.of("line 18", "younger"), texts(since(last)));
    }

    @Test
    void aFileThatEndsBeforeWhatIsAskedForIsNotRead() throws Exception {
        write(Map.of(), line("old"));
        long old = clock;
        Path plain = log.resolveSibling("plain");
        Files.move(log, plain);
        Path compressed = log.resolveSibling(log.getFileName() + ".1.gz");
        GzipFile.write(plain, compressed);
        Files.delete(plain);
        byte[] bytes = Files.readAllBytes(compressed);
        Arrays.fill(bytes, 12 + (bytes[10] & 0xFF), bytes.length, (byte) 0xFF); // whoever unpacks it fails
        Files.write(compressed, bytes);
        write(Map.of(), line("new"));
        assertEquals(List.of("new"), texts(since(old + 1)));
        assertEquals(List.of("new"), texts(tail(1)));
    }

    @Test
    void findsTimesByHalving() {
        try (LogSink sink = driver.open(target(Map.of()))) {
            for (int i = 0; i < 20_000; i += 500) {
                List<LogRecord> batch = new ArrayList<>();
                for (int k = i; k < i + 500; k++) {
                    batch.add(line("line " + k));
                }
                sink.append(batch);
            }
        }
        long start = clock - 20_000 * 1000L;
        for (int from = 0; from < 20_000; from += 777) {
            List<String> read = texts(since(start + 1000L * (from + 1)));
            assertEquals("line " + from, read.get(0));
            assertEquals(20_000 - from, read.size());
        }
    }

    /** A power cut may leave zeros where a block of the file was to be; dockerd goes on behind them on the same line. */
    @Test
    void zerosAndTornLinesBeforeARecordArePassedOver() throws Exception {
        write(Map.of(), line("first"));
        byte[] first = Files.readAllBytes(log);
        write(Map.of(), line("second"));
        byte[] both = Files.readAllBytes(log);
        byte[] second = Arrays.copyOfRange(both, first.length, both.length);
        byte[][] damages = {new byte[5000], "{\"log\":\"torn \\\"{\\\\\"log\\\":\\".getBytes(UTF_8), Arrays.copyOf(second, 20), new byte[LineFile.MOST + 12_345]};
        for (byte[] damage : damages) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes(first);
            file.writeBytes(damage);
            file.writeBytes(second);
            Files.write(log, file.toByteArray());
            assertEquals(List.of("first", "second"), texts(LogQuery.all()));
            assertEquals(List.of("second"), texts(tail(1)));
        }
    }

    @Test
    void aHugeLineIsNotHeldAndTheNextOneIsRead() throws Exception {
        write(Map.of(), line("first"));
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            file.position(file.size() + 300L * 1024 * 1024); // zeros, and no space on the disk
            file.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        write(Map.of(), line("last"));
        try (LineFile lines = new LineFile(log, 0)) {
            while (lines.nextLine()) {
                assertTrue(lines.buffer().length <= LineFile.MOST);
            }
        }
        assertEquals(List.of("first", "last"), texts(LogQuery.all()));
        String position;
        try (LogCursor cursor = driver.read(target(Map.of()), tail(1))) {
            cursor.next();
            position = cursor.position();
        }
        assertEquals(List.of(), texts(new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, -1, Optional.of(position))));
    }

    @Test
    void aCursorAtTheEndSeesWhatComesAfterItsFileWasCompressed() {
        Map<String, String> options = Map.of("max-size", "200", "max-file", "5", "compress", "true");
        write(options, line("a"), line("b"), line("c"));
        String position;
        try (LogCursor cursor = driver.read(target(options), tail(0))) {
            position = cursor.position();
            write(options, line("d"), line("e"), line("f"));
            write(options, line("g"));
            List<String> seen = new ArrayList<>();
            cursor.next().ifPresent(record -> seen.add(new String(record.text(), UTF_8)));
            assertEquals(List.of("d"), seen);
        }
        assertEquals(List.of("d", "e", "f", "g"), texts(new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, -1, Optional.of(position))));
    }

    @Test
    void removingTakesWhatACrashLeftOfARotation() throws Exception {
        write(Map.of(), line("a"));
        Files.writeString(log.resolveSibling("." + log.getFileName() + ".gz"), "torn");
        Files.writeString(log.resolveSibling("." + log.getFileName() + ".new"), "");
        driver.remove(target(Map.of()));
        try (var left = Files.list(log.getParent())) {
            assertEquals(0, left.count());
        }
    }
}
