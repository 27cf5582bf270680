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
public interface ReadingChecks {
    /** What the checks work with. */
    LogBench bench();

    @Test
    default void theLogOfAContainerThatNeverWroteIsEmpty() {
        new Reading(bench()).assertRead(List.of(), bench().read(bench().target(), LogQuery.all()));
        new Reading(bench()).assertRead(List.of(), bench().read(bench().target(), LogBench.tail(5)));
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
                new Reading(bench()).assertRead(all.subList(i, i + 5), LogBench.rest(cursor));
                new Reading(bench()).assertRead(all.subList(i, i + 5), LogBench.rest(ofTheEnd));
            }
        }
    }

    @Test
    default void readsTheLastLines() {
        LogTarget target = bench().target();
        List<LogRecord> all = bench().lines(0, 50);
        bench().write(target, all.subList(0, 20), all.subList(20, 45), all.subList(45, 50));
        for (int tail : new int[] {0, 1, 4, 5, 6, 29, 30, 31, 49, 50, 51, Integer.MAX_VALUE}) {
            new Reading(bench()).assertRead(all.subList(Math.max(0, 50 - tail), 50), bench().read(target, LogBench.tail(tail)));
        }
    }

    @Test
    default void readsWhatIsSinceAndUntilATimeBothIncluded() {
        LogTarget target = bench().target();
        new Reading(bench()).sinceAndUntil(target, new Reading(bench()).writeMany(target, 100));
    }

    @Test
    default void goesOnAfterAPositionInADriverMadeAnew() {
        new Reading(bench()).goOn(bench().target(), 60);
    }

    @Test
    default void thePositionBeforeTheFirstRecordIsTheBeginning() {
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
        new Reading(bench()).assertRead(all, bench().read(target, LogBench.after(begin)));
        new Reading(bench()).assertRead(all.subList(3, 6), bench().read(target, LogBench.after(end)));
    }

    @Test
    default void readersSeeEachRecordOnceWhileItIsWritten() {
        new Reading(bench()).readWhileWriting(bench().target());
    }

    @Test
    default void removingLeavesNothing() {
        LogTarget target = bench().target();
        LogTarget other = bench().target();
        List<LogRecord> kept = bench().lines(0, 3);
        bench().write(target, bench().lines(0, 100));
        bench().write(other, kept);
        bench().driver().remove(target);
        new Reading(bench()).assertRead(kept, bench().read(other, LogQuery.all()));
        assertEquals(List.of(), left(target.folder()), "something of it is still there");
        new Reading(bench()).assertRead(List.of(), bench().read(target, LogQuery.all()));
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
