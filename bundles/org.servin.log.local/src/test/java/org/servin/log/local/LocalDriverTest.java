package org.servin.log.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

class LocalDriverTest {
    @TempDir
    Path folder;

    private final LocalDriver driver = new LocalDriver();
    private long clock = 1_700_000_000_000_000_000L;

    private LogTarget target(String... options) {
        Map<String, String> map = Arrays.stream(options).collect(Collectors.toMap(o -> o.substring(0, o.indexOf('=')), o -> o.substring(o.indexOf('=') + 1)));
        return new LogTarget("0123456789abcdef", "web", "sha256:fedcba9876543210", "busybox", List.of("sh"), List.of(), Map.of(), 0, map, folder.resolve("c"));
    }

    private LogRecord line(int i) {
        clock += 1000;
        return new LogRecord(LogSource.STDOUT, clock, ("line " + i).getBytes(UTF_8), true);
    }

    private List<LogRecord> lines(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(this::line).toList();
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    private static List<LogRecord> records(LogCursor cursor) {
        List<LogRecord> records = new ArrayList<>();
        for (Optional<LogRecord> record; (record = cursor.next()).isPresent();) {
            records.add(record.get());
        }
        return records;
    }

    private static List<String> texts(LogCursor cursor) {
        return records(cursor).stream().map(record -> new String(record.text(), ISO_8859_1)).toList();
    }

    private List<String> read(LogTarget target, LogQuery query) {
        try (LogCursor cursor = driver.read(target, query)) {
            return texts(cursor);
        }
    }

    private static LogQuery tail(long lines) {
        return new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, lines, Optional.empty());
    }

    private static LogQuery after(String position) {
        return new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, -1, Optional.of(position));
    }

    private Path file(String name) {
        return folder.resolve("c/local-logs").resolve(name);
    }

    private List<String> files() throws IOException {
        try (var list = Files.list(folder.resolve("c/local-logs"))) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void givesBackExactlyWhatItTook() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        byte[] big = new byte[300_000];
        List<LogRecord> batch = List.of(new LogRecord(LogSource.STDERR, 5, all, true), new LogRecord(LogSource.STDOUT, 5, new byte[0], true),
                new LogRecord(LogSource.STDOUT, -7, new byte[0], false), new LogRecord(LogSource.STDERR, Long.MAX_VALUE - 1, big, false),
                new LogRecord(LogSource.STDOUT, Long.MIN_VALUE + 1, big, true), new LogRecord(LogSource.STDOUT, clock, big, true), new LogRecord(LogSource.STDOUT, clock, big, true));
        try (LogSink sink = driver.open(target())) {
            assertEquals(batch.size(), sink.append(batch).taken());
            sink.append(batch.subList(0, 3));
        }
        try (LogCursor cursor = driver.read(target(), LogQuery.all())) {
            List<LogRecord> read = records(cursor);
            assertEquals(batch.size() + 3, read.size());
            for (int i = 0; i < read.size(); i++) {
                LogRecord expected = batch.get(i % batch.size());
                assertEquals(expected.source(), read.get(i).source());
                assertEquals(expected.epochNanos(), read.get(i).epochNanos());
                assertEquals(expected.complete(), read.get(i).complete());
                assertArrayEquals(expected.text(), read.get(i).text());
            }
        }
        assertEquals(Optional.empty(), driver.path(target()));
    }

    @Test
    void keepsARecordThatIsLongerThanABlockInPieces() {
        byte[] text = new byte[3 * BlockWriter.MAX_TEXT + 1];
        new Random(1).nextBytes(text);
        try (LogSink sink = driver.open(target())) {
            sink.append(List.of(new LogRecord(LogSource.STDOUT, clock, text, true)));
            sink.append(lines(0, 1));
        }
        try (LogCursor cursor = driver.read(target(), LogQuery.all())) {
            List<LogRecord> read = records(cursor);
            assertEquals(List.of(false, false, false, true, true), read.stream().map(LogRecord::complete).toList());
            assertArrayEquals(Arrays.copyOfRange(text, BlockWriter.MAX_TEXT, 2 * BlockWriter.MAX_TEXT), read.get(1).text());
        }
    }

    @Test
    void beginsFilesAndCompressesCompleteOnesUnderAFollower() throws Exception {
        LogTarget target = target("max-size=1k", "max-file=3");
        List<String> followed = new ArrayList<>();
        try (LogSink sink = driver.open(target); LogCursor follower = driver.read(target, LogQuery.all())) {
            for (int i = 0; i < 500; i += 5) {
                sink.append(lines(i, 5));
                followed.addAll(texts(follower));
            }
        }
        assertEquals(numbered(0, 500), followed);
        assertEquals(3, files().size());
        assertEquals(2, files().stream().filter(name -> name.endsWith(".zlog")).count(), files().toString());
        List<String> left = read(target, LogQuery.all());
        assertEquals(numbered(500 - left.size(), 500), left);
        for (int tail = 0; tail <= left.size() + 1; tail++) {
            assertEquals(numbered(500 - Math.min(tail, left.size()), 500), read(target, tail(tail)));
        }
        driver.remove(target);
        assertFalse(Files.exists(folder.resolve("c/local-logs")));
        assertEquals(List.of(), read(target, LogQuery.all()));
    }

    @Test
    void aFollowerThatFellBehindReadsAFileThatHasBeenCompressedOrDeletedMeanwhile() {
        LogTarget target = target("max-size=500", "max-file=2");
        try (LogSink sink = driver.open(target); LogCursor follower = driver.read(target, LogQuery.all())) {
            sink.append(lines(0, 60));
            assertEquals("line 0", new String(follower.next().orElseThrow().text(), UTF_8));
            String position = follower.position();
            sink.append(lines(60, 60));
            assertEquals(numbered(1, 120), texts(follower));
            assertEquals(numbered(1, 120), read(target, after(position)));
            sink.append(lines(120, 60));
            assertEquals(numbered(60, 180), read(target, after(position)), "the oldest file has gone");
        }
    }

    @Test
    void findsTimesAndLinesAmongSmallBlocksOfSeveralFiles() {
        LogTarget target = target("max-size=100k", "max-file=20");
        long start = clock;
        try (LogSink sink = driver.open(target)) {
            for (int i = 0; i < 10_000; i++) {
                sink.append(lines(i, 1));
            }
        }
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            int n = random.nextInt(10_001);
            assertEquals(numbered(10_000 - n, 10_000), read(target, tail(n)));
            int until = Math.min(10_000, n + 5);
            assertEquals(numbered(n, until), read(target, new LogQuery(start + 1000L * (n + 1), start + 1000L * until, -1, Optional.empty())), "from " + n);
        }
        assertEquals(numbered(9_999, 10_000), read(target, new LogQuery(clock, Long.MAX_VALUE, 500, Optional.empty())));
        assertEquals(List.of(), read(target, new LogQuery(clock + 1, Long.MAX_VALUE, -1, Optional.empty())));
        assertEquals(10_000, read(target, tail(Long.MAX_VALUE)).size());
    }

    @Test
    void findsWhatIsSinceATimeAlsoWhereTheClockWasSetBack() {
        LogTarget target = target("max-size=200", "max-file=99");
        long start = clock;
        try (LogSink sink = driver.open(target)) {
            for (int i = 0; i < 50; i++) {
                sink.append(lines(i, 1));
            }
            clock = start + 500; // between the times of before
            for (int i = 50; i < 100; i++) {
                sink.append(lines(i, 1));
            }
        }
        List<String> expected = new ArrayList<>(numbered(29, 50));
        expected.addAll(numbered(79, 100));
        assertEquals(expected, read(target, new LogQuery(start + 30_000, Long.MAX_VALUE, -1, Optional.empty())));
    }

    @Test
    void goesBackToAMarkAlsoInAFileThatWasBegunSinceAndUnderAFollower() {
        for (String size : new String[] {"max-size=1m", "max-size=100"}) {
            LogTarget target = target(size);
            List<LogRecord> first = lines(0, 10);
            List<LogRecord> batch = lines(10, 10);
            List<LogRecord> more = lines(20, 5);
            List<String> followed = new ArrayList<>();
            try (LogCursor follower = driver.read(target, LogQuery.all())) {
                String mark;
                try (LogSink sink = driver.open(target)) {
                    sink.append(first);
                    mark = sink.mark();
                    sink.append(batch);
                    followed.addAll(texts(follower));
                }
                List<LogRecord> again = new ArrayList<>(batch);
                again.addAll(more);
                try (LogSink sink = driver.open(target)) {
                    sink.rewind(mark);
                    sink.append(again);
                    assertEquals(numbered(20, 25), texts(follower), "what came again was seen");
                    sink.append(lines(25, 3));
                    followed.addAll(numbered(20, 25));
                    followed.addAll(texts(follower));
                }
            }
            assertEquals(numbered(0, 28), followed);
            assertEquals(numbered(0, 28), read(target, LogQuery.all()));
            driver.remove(target);
        }
    }

    @Test
    void aBatchThatACrashToreIsPassedOverAndWrittenOver() throws Exception {
        LogTarget target = target();
        try (LogSink sink = driver.open(target)) {
            sink.append(lines(0, 3));
        }
        Path file = file("1.log");
        byte[] whole = Files.readAllBytes(file);
        try (LogSink sink = driver.open(target)) {
            sink.append(lines(3, 3));
        }
        byte[] all = Files.readAllBytes(file);
        for (int length = 0; length <= all.length; length++) {
            Files.write(file, Arrays.copyOf(all, length));
            int expected = length < whole.length ? 0 : length < all.length ? 3 : 6;
            try (LogCursor follower = driver.read(target, LogQuery.all())) {
                assertEquals(numbered(0, expected), texts(follower), "cut to " + length);
                try (LogSink sink = driver.open(target)) {
                    sink.append(lines(expected, 1));
                }
                assertEquals(numbered(expected, expected + 1), texts(follower), "cut to " + length);
            }
            assertEquals(numbered(0, expected + 1), read(target, LogQuery.all()));
            assertEquals(numbered(expected, expected + 1), read(target, tail(1)));
            Files.deleteIfExists(file("2.log"));
        }
    }

    @Test
    void corruptBytesNeverEndReadingAndNeverInventLines() throws Exception {
        LogTarget target = target("max-size=30k", "max-file=3");
        try (LogSink sink = driver.open(target)) {
            for (int i = 0; i < 5000; i += 10) {
                sink.append(lines(i, 10));
            }
        }
        List<String> whole = read(target, LogQuery.all());
        Random random = new Random(42);
        for (String name : files()) {
            byte[] good = Files.readAllBytes(file(name));
            for (int round = 0; round < 150; round++) {
                byte[] bad = good.clone();
                int at = random.nextInt(bad.length);
                int length = Math.min(bad.length - at, 1 + random.nextInt(round % 3 == 0 ? 3000 : 3));
                for (int i = at; i < at + length; i++) {
                    bad[i] = (byte) (round % 2 == 0 ? 0 : random.nextInt());
                }
                Files.write(file(name), bad);
                List<String> read = read(target, LogQuery.all());
                assertTrue(isPartOf(read, whole), name + ", bytes from " + at);
                assertTrue(isPartOf(read(target, tail(100)), whole), name + ", bytes from " + at);
                assertTrue(read.size() >= whole.size() - 3600 && read.size() > 1000, name + " has " + read.size());
            }
            Files.write(file(name), good);
        }
        assertEquals(whole, read(target, LogQuery.all()));
    }

    private static boolean isPartOf(List<String> part, List<String> whole) {
        int i = 0;
        for (String text : whole) {
            if (i < part.size() && part.get(i).equals(text)) {
                i++;
            }
        }
        return i == part.size();
    }

    @Test
    void whatACrashLeftOfCompressingIsTidiedUp() throws Exception {
        LogTarget target = target("max-size=500", "max-file=3");
        try (LogSink sink = driver.open(target)) {
            sink.append(lines(0, 60));
            byte[] plain = Files.readAllBytes(file("1.log"));
            Files.writeString(file("1.zlog.making"), "torn");
            sink.append(lines(60, 60));
            Files.write(file("1.log"), plain); // as if it had not been deleted yet
            assertEquals(numbered(0, 120), read(target, LogQuery.all()));
            sink.append(lines(120, 60));
        }
        assertEquals(List.of("1.zlog", "2.zlog", "3.log"), files());
        assertEquals(numbered(0, 180), read(target, LogQuery.all()));
    }

    @Test
    void refusesOptionsInDockerdsWords() {
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("foo=1", "unknown log opt 'foo' for log driver local"),
                Map.entry("tag=x", "unknown log opt 'tag' for log driver local"),
                Map.entry("labels=a", "unknown log opt 'labels' for log driver local"),
                Map.entry("max-size=abc", "failed to initialize logging driver: invalid value for max-size: abc: invalid size: 'abc'"),
                Map.entry("max-size=", "failed to initialize logging driver: invalid value for max-size: : invalid size: ''"),
                Map.entry("max-size=99999999999999999999m", "failed to initialize logging driver: max size should be a positive number"),
                Map.entry("max-file=abc", "failed to initialize logging driver: invalid value for max-file: abc: strconv.Atoi: parsing \"abc\": invalid syntax"),
                Map.entry("max-file=99999999999999999999",
                        "failed to initialize logging driver: invalid value for max-file: 99999999999999999999: strconv.Atoi: parsing \"99999999999999999999\": value out of range"),
                Map.entry("max-file=-1", "failed to initialize logging driver: max file count cannot be less than 0"),
                Map.entry("max-file=1", "failed to initialize logging driver: compression cannot be enabled when max file count is 1"),
                Map.entry("compress=x", "failed to initialize logging driver: error reading compress log option: strconv.ParseBool: parsing \"x\": invalid syntax"));
        wrong.forEach((option, message) -> {
            ServinException e = assertThrows(ServinException.class, () -> driver.validate(target(option).options()));
            assertEquals(message, e.getMessage());
            assertEquals(e.getMessage().startsWith(LogOptions.FAILED) ? ErrorKind.INTERNAL : ErrorKind.INVALID_ARGUMENT, e.kind());
        });
        driver.validate(target("max-file=0", "compress=false", "max-size=0").options());
        assertEquals(new LocalOptions(20 * 1024 * 1024, 5, true), LocalOptions.of(Map.of()));
    }

    @Test
    void oneFileIsAlwaysTheCurrentOne() throws Exception {
        LogTarget target = target("max-file=1", "compress=false", "max-size=0");
        try (LogSink sink = driver.open(target); LogCursor follower = driver.read(target, LogQuery.all())) {
            List<String> followed = new ArrayList<>();
            for (int i = 0; i < 30; i += 3) {
                sink.append(lines(i, 3));
                followed.addAll(texts(follower));
            }
            assertEquals(numbered(0, 30), followed);
        }
        assertEquals(List.of("10.log"), files());
        assertEquals(numbered(27, 30), read(target, LogQuery.all()));
    }
}
