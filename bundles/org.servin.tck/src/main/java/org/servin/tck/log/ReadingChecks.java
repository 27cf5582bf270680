package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReadSupport;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** What drivers that read back give. */
interface ReadingChecks {
    /** What the checks work with. */
    LogBench bench();

    private void assertRead(List<LogRecord> expected, List<LogRecord> read) {
        LogBench.assertSame(bench().contract().expected(expected), LogBench.seen(read));
    }

    @Test
    default void theLogOfAContainerThatNeverWroteIsEmpty() {
        bench().reader();
        assertRead(List.of(), bench().read(bench().target(), LogQuery.all()));
        assertRead(List.of(), bench().read(bench().target(), LogBench.tail(5)));
    }

    @Test
    default void aReaderThatWasThereFirstSeesWhatComes() {
        LogReadSupport reader = bench().reader();
        LogTarget target = bench().target();
        List<LogRecord> all = bench().lines(0, 20);
        try (LogCursor cursor = reader.read(target, LogQuery.all()); LogCursor ofTheEnd = reader.read(target, LogBench.tail(0))) {
            assertEquals(Optional.empty(), cursor.next());
            for (int i = 0; i < 20; i += 5) {
                bench().write(target, all.subList(i, i + 5));
                assertRead(all.subList(i, i + 5), LogBench.rest(cursor));
                assertRead(all.subList(i, i + 5), LogBench.rest(ofTheEnd));
            }
        }
    }

    @Test
    default void readsTheLastLines() {
        bench().reader();
        LogTarget target = bench().target();
        List<LogRecord> all = bench().lines(0, 50);
        bench().write(target, all.subList(0, 20), all.subList(20, 45), all.subList(45, 50));
        for (int tail : new int[] {0, 1, 4, 5, 6, 29, 30, 31, 49, 50, 51, Integer.MAX_VALUE}) {
            assertRead(all.subList(Math.max(0, 50 - tail), 50), bench().read(target, LogBench.tail(tail)));
        }
    }

    @Test
    default void readsTheLastLinesOverSeveralFiles() {
        bench().reader();
        LogTarget target = bench().rotating();
        List<LogRecord> all = writeMany(target, 600);
        for (int tail = 0; tail <= 600; tail += 37) {
            assertRead(all.subList(600 - tail, 600), bench().read(target, LogBench.tail(tail)));
        }
        assertRead(all, bench().read(target, LogBench.tail(1000)));
    }

    private List<LogRecord> writeMany(LogTarget target, int count) {
        List<LogRecord> all = bench().lines(0, count);
        try (LogSink sink = bench().driver().open(target)) {
            for (int i = 0; i < count; i += 10) {
                LogBench.append(sink, all.subList(i, i + 10));
            }
        }
        return all;
    }

    @Test
    default void readsWhatIsSinceAndUntilATimeBothIncluded() {
        bench().reader();
        LogTarget target = bench().target();
        sinceAndUntil(target, writeMany(target, 100));
    }

    @Test
    default void readsWhatIsSinceAndUntilATimeOverSeveralFiles() {
        bench().reader();
        LogTarget target = bench().rotating();
        sinceAndUntil(target, writeMany(target, 600));
    }

    private void sinceAndUntil(LogTarget target, List<LogRecord> all) {
        int size = all.size();
        for (int from = 0; from < size; from += 31) {
            int to = Math.min(size - 1, from + 12);
            long since = all.get(from).epochNanos();
            long until = all.get(to).epochNanos();
            assertRead(all.subList(from, to + 1), bench().read(target, new LogQuery(since, until, -1, Optional.empty())));
            assertRead(all.subList(Math.max(from, size - 20), size), bench().read(target, new LogQuery(since, Long.MAX_VALUE, 20, Optional.empty())));
        }
        assertRead(List.of(), bench().read(target, new LogQuery(bench().clock() + 1, Long.MAX_VALUE, -1, Optional.empty())));
        assertRead(List.of(), bench().read(target, new LogQuery(Long.MIN_VALUE, all.get(0).epochNanos() - 1, -1, Optional.empty())));
    }

    @Test
    default void goesOnAfterAPositionInADriverMadeAnew() {
        bench().reader();
        goOn(bench().target(), 60);
    }

    @Test
    default void goesOnAfterAPositionOverSeveralFiles() {
        bench().reader();
        goOn(bench().rotating(), 400);
    }

    private void goOn(LogTarget target, int count) {
        List<LogRecord> all = bench().lines(0, count);
        List<LogRecord> read = new ArrayList<>();
        LogQuery query = LogQuery.all();
        for (int i = 0; i < count; i += 20) {
            bench().write(target, all.subList(i, i + 10), all.subList(i + 10, i + 20));
            try (LogCursor cursor = bench().reader().read(target, query)) {
                for (int n = 0; n < 13; n++) {
                    cursor.next().ifPresent(read::add);
                }
                query = LogBench.after(cursor.position());
            }
        }
        read.addAll(bench().read(target, query));
        assertRead(all, read);
    }

    @Test
    default void thePositionBeforeTheFirstRecordIsTheBeginning() {
        bench().reader();
        LogTarget target = bench().target();
        List<LogRecord> all = bench().lines(0, 6);
        bench().write(target, all.subList(0, 3));
        String begin;
        String end;
        try (LogCursor atBegin = bench().reader().read(target, LogQuery.all()); LogCursor atEnd = bench().reader().read(target, LogBench.tail(0))) {
            begin = atBegin.position();
            end = atEnd.position();
        }
        bench().write(target, all.subList(3, 6));
        assertRead(all, bench().read(target, LogBench.after(begin)));
        assertRead(all.subList(3, 6), bench().read(target, LogBench.after(end)));
    }

    @Test
    default void readersSeeEachRecordOnceWhileItIsWritten() {
        bench().reader();
        readWhileWriting(bench().target());
    }

    @Test
    default void readersSeeEachRecordOnceWhileFilesAreBegun() {
        bench().reader();
        readWhileWriting(bench().rotating());
    }

    private void readWhileWriting(LogTarget target) {
        List<LogRecord> all = bench().lines(0, 5000);
        LogReadSupport reader = bench().reader();
        Work<List<LogRecord>> reading = Work.start(() -> {
            List<LogRecord> read = new ArrayList<>();
            try (LogCursor cursor = reader.read(target, LogQuery.all())) {
                bench().await(() -> {
                    read.addAll(LogBench.rest(cursor));
                    return read.size() >= all.size();
                });
            }
            return read;
        });
        try (LogSink sink = bench().driver().open(target)) {
            for (int i = 0; i < all.size(); i += 25) {
                LogBench.append(sink, all.subList(i, i + 25));
            }
        }
        assertRead(all, reading.result("reading", 3 * bench().patienceNanos()));
    }

    @Test
    default void removingLeavesNothing() {
        bench().reader();
        LogTarget target = bench().target();
        LogTarget other = bench().target();
        List<LogRecord> kept = bench().lines(0, 3);
        bench().write(target, bench().lines(0, 100));
        bench().write(other, kept);
        bench().driver().remove(target);
        assertRead(kept, bench().read(other, LogQuery.all()));
        assertEquals(List.of(), left(target.folder()), "something of it is still there");
        assertRead(List.of(), bench().read(target, LogQuery.all()));
    }

    private static List<Path> left(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
