package org.servin.log.journald;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** Besides what every driver keeps to. */
class JournaldDriverRootTest {
    @TempDir
    private static Path folder;
    private static Journald journald;

    private final String id = UUID.randomUUID().toString().replace("-", "").repeat(2);
    private final LogTarget target = target(Map.of(), Map.of());
    private long clock = System.currentTimeMillis() * 1_000_000;

    @BeforeAll
    static void start() {
        journald = new Journald(folder);
    }

    @AfterAll
    static void end() {
        journald.close();
    }

    private LogTarget target(Map<String, String> labels, Map<String, String> options) {
        return new LogTarget(id, "name", "sha256:0", "busybox", List.of(), List.of(), labels, 0, options, folder);
    }

    private LogRecord line(String text) {
        return new LogRecord(LogSource.STDOUT, clock++, text.getBytes(StandardCharsets.UTF_8), true);
    }

    private List<LogRecord> lines(int from, int to) {
        List<LogRecord> lines = new ArrayList<>();
        for (int i = from; i < to; i++) {
            lines.add(line("line " + i));
        }
        return lines;
    }

    private static List<String> rest(LogCursor cursor) {
        List<String> texts = new ArrayList<>();
        for (Optional<LogRecord> record = cursor.next(); record.isPresent(); record = cursor.next()) {
            texts.add(new String(record.get().text(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private List<String> read(LogQuery query) {
        try (LogCursor cursor = journald.driver().read(target, query)) {
            return rest(cursor);
        }
    }

    private static List<String> texts(List<LogRecord> records) {
        return records.stream().map(record -> new String(record.text(), StandardCharsets.UTF_8)).toList();
    }

    /** One that no datagram holds is sent as a file in memory, in its place between others. */
    @Test
    void entriesOfAnySizeArrive() {
        Map<String, String> labels = Map.of("large", "l".repeat(300_000) + "\nand another line");
        List<LogRecord> batch = List.of(line("before"), line("x".repeat(5_000_000)), line("after"));
        try (LogSink sink = journald.driver().open(target(labels, Map.of("labels", "large")))) {
            assertEquals(LogReceipt.all(batch), sink.append(batch));
            assertEquals(new LogReceipt(1, 0), sink.append(List.of(line("small"))));
        }
        assertEquals(List.of("before", "x".repeat(5_000_000), "after", "small"), read(LogQuery.all()));
        assertEquals(labels.get("large"), new String(journald.entries(target).get(3).get("LARGE"), StandardCharsets.UTF_8));
    }

    /** It says what the journal has of the batch, so that the rest comes again, and nothing twice. */
    @Test
    void whoIsInterruptedHasSentWhatItSays() {
        List<LogRecord> all = lines(0, 2_000);
        int taken = 0;
        try (LogSink sink = journald.driver().open(target)) {
            while (taken < all.size()) {
                Thread.currentThread().interrupt();
                taken += sink.append(all.subList(taken, Math.min(taken + 500, all.size()))).taken();
                Thread.interrupted();
                assertEquals(taken, journald.entries(target).size());
            }
        }
        assertEquals(texts(all), read(LogQuery.all()));
    }

    @Test
    void readersGoOnWhenTheJournalBeginsNewFiles() {
        List<LogRecord> all = lines(0, 60);
        try (LogSink sink = journald.driver().open(target); LogCursor cursor = journald.driver().read(target, LogQuery.all())) {
            String position = cursor.position();
            for (int i = 0; i < 60; i += 10) {
                sink.append(all.subList(i, i + 5));
                journald.rotate();
                sink.append(all.subList(i + 5, i + 10));
                assertEquals(texts(all.subList(i, i + 10)), rest(cursor));
                assertEquals(texts(all.subList(i, i + 10)), read(new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, -1, Optional.of(position))));
                position = cursor.position();
            }
        }
        assertEquals(texts(all), read(LogQuery.all()));
        for (int tail = 0; tail <= 60; tail += 7) {
            assertEquals(texts(all.subList(60 - tail, 60)), read(new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, tail, Optional.empty())));
        }
    }

    /** A batch may come again when it is not known whether journald had it: readers see it once. */
    @Test
    void whatIsInTheJournalTwiceIsReadOnce() {
        List<LogRecord> all = lines(0, 1500);
        JournaldDriver blind = new JournaldDriver(journald.socket(), Optional.of(Path.of("/nowhere")));
        String mark;
        try (LogSink sink = blind.open(target)) {
            sink.append(all.subList(0, 200));
            mark = sink.mark();
            sink.append(all.subList(200, 1200));
        }
        try (LogSink sink = blind.open(target)) {
            sink.rewind(mark);
            assertEquals(mark, sink.mark());
            sink.append(again(all.subList(200, 900)));
            sink.append(again(all.subList(900, 1500)));
        }
        assertEquals(2500, journald.entries(target).size());
        assertEquals(texts(all), read(LogQuery.all()));
        for (int tail : new int[] {0, 1, 499, 500, 501, 650, 1499, 1500}) {
            assertEquals(texts(all.subList(1500 - tail, 1500)), read(new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, tail, Optional.empty())));
        }
    }

    /** With later times, as the engine has it. */
    private List<LogRecord> again(List<LogRecord> records) {
        return records.stream().map(record -> new LogRecord(record.source(), clock++, record.text(), record.complete())).toList();
    }

    /** After a crash within a batch of one stream, the other one may have output before that comes again. */
    @Test
    void whatComesAgainIsPassedOverStreamByStream() {
        List<LogRecord> out = lines(0, 10);
        List<LogRecord> err = lines(100, 110).stream().map(line -> new LogRecord(LogSource.STDERR, line.epochNanos(), line.text(), true)).toList();
        String mark;
        try (LogSink sink = journald.driver().open(target)) {
            sink.append(out.subList(0, 5));
            mark = sink.mark();
            sink.append(err.subList(0, 5));
        }
        try (LogSink sink = journald.driver().open(target)) {
            sink.rewind(mark);
            sink.append(out.subList(5, 7));
            mark = sink.mark();
            sink.append(out.subList(7, 8));
        }
        try (LogSink sink = journald.driver().open(target)) {
            sink.rewind(mark);
            sink.append(again(out.subList(5, 9)));
            sink.append(again(err.subList(0, 10)));
            sink.append(out.subList(9, 10));
        }
        List<String> expected = new ArrayList<>(texts(out.subList(0, 5)));
        expected.addAll(texts(err.subList(0, 5)));
        expected.addAll(texts(out.subList(5, 9)));
        expected.addAll(texts(err.subList(5, 10)));
        expected.addAll(texts(out.subList(9, 10)));
        assertEquals(expected, read(LogQuery.all()));
        assertEquals(20, journald.entries(target).size());
    }

    /** Equal lines are told apart by how many came after the mark. */
    @Test
    void equalLinesAreNotTakenForRepeats() {
        List<LogRecord> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(line("y"));
        }
        String mark;
        try (LogSink sink = journald.driver().open(target)) {
            sink.append(all.subList(0, 10));
            mark = sink.mark();
            sink.append(all.subList(10, 13));
        }
        try (LogSink sink = journald.driver().open(target)) {
            sink.rewind(mark);
            sink.append(all.subList(10, 20));
        }
        assertEquals(texts(all), read(LogQuery.all()));
    }

    /** The journal is everybody's to write, and a container's id is no secret. */
    @Test
    void whatOthersWriteInAContainersNameIsNotItsLog() {
        List<LogRecord> mine = lines(0, 2);
        try (LogSink sink = journald.driver().open(target)) {
            sink.append(mine.subList(0, 1));
            Journald.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "perl", "-MSocket", "-e",
                    "socket(S, AF_UNIX, SOCK_DGRAM, 0) && connect(S, sockaddr_un($ARGV[0])) && send(S, \"MESSAGE=forged\\nCONTAINER_ID_FULL=$ARGV[1]\\n\", 0) or die $!", journald.socket().toString(), id);
            sink.append(mine.subList(1, 2));
        }
        assertEquals(3, journald.entries(target).size());
        assertEquals(texts(mine), read(LogQuery.all()));
        assertEquals(texts(mine), read(new LogQuery(Long.MIN_VALUE, Long.MAX_VALUE, 2, Optional.empty())));
    }

    /** What dockerd wrote has no time but journald's. */
    @Test
    void entriesWithoutOurTimeHaveJournalds() {
        long before = System.currentTimeMillis();
        Journald.run("perl", "-MSocket", "-e", "socket(S, AF_UNIX, SOCK_DGRAM, 0) && connect(S, sockaddr_un($ARGV[0])) && send(S, \"MESSAGE=old\\nPRIORITY=3\\nCONTAINER_ID_FULL=$ARGV[1]\\n\", 0) or die $!",
                journald.socket().toString(), id);
        Journald.await("it is there", () -> !journald.entries(target).isEmpty());
        try (LogCursor cursor = journald.driver().read(target, LogQuery.all())) {
            LogRecord record = cursor.next().orElseThrow();
            assertEquals(LogSource.STDERR, record.source());
            long millis = record.epochNanos() / 1_000_000;
            assertEquals(true, millis >= before && millis <= System.currentTimeMillis(), "at " + millis);
        }
    }

    @Test
    void aThousandLinesAtATimeAreSoonThereAndRead() {
        int batches = Integer.getInteger("journald.batches", 50);
        long begun = System.nanoTime();
        List<LogRecord> all = new ArrayList<>();
        try (LogSink sink = journald.driver().open(target)) {
            for (int i = 0; i < batches; i++) {
                List<LogRecord> batch = lines(i * 1000, i * 1000 + 1000);
                all.addAll(batch);
                sink.append(batch);
            }
        }
        long written = System.nanoTime();
        assertEquals(texts(all), read(LogQuery.all()));
        System.out.printf("journald: %d lines written in %d ms, read in %d ms%n", all.size(), (written - begun) / 1_000_000, (System.nanoTime() - written) / 1_000_000);
    }
}
