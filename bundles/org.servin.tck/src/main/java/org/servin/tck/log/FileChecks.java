package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogPlace;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** What drivers keep to that have files in the container's folder, to which they append, and which they read back. {@link LogDriverContract#rotatingOptions} are to be given. */
public interface FileChecks extends ReadingChecks, MarkChecks {
    @Override
    LogBench bench();

    @Test
    default void comesBackFromEveryCrashWhereAnotherFileIsBegun() {
        for (int before = 0; before < 60; before += 3) {
            Crash.within(bench(), bench().rotating(), before, 4);
        }
    }

    @Test
    default void readsTheLastLinesOverSeveralFiles() {
        LogTarget target = bench().rotating();
        List<LogRecord> all = new Reading(bench()).writeMany(target, 600);
        for (int tail = 0; tail <= 600; tail += 37) {
            new Reading(bench()).assertRead(all.subList(600 - tail, 600), bench().read(target, LogBench.tail(tail)));
        }
        new Reading(bench()).assertRead(all, bench().read(target, LogBench.tail(1000)));
    }

    @Test
    default void readsWhatIsSinceAndUntilATimeOverSeveralFiles() {
        LogTarget target = bench().rotating();
        new Reading(bench()).sinceAndUntil(target, new Reading(bench()).writeMany(target, 600));
    }

    @Test
    default void goesOnAfterAPositionOverSeveralFiles() {
        new Reading(bench()).goOn(bench().rotating(), 400);
    }

    @Test
    default void readersSeeEachRecordOnceWhileFilesAreBegun() {
        new Reading(bench()).readWhileWriting(bench().rotating());
    }

    /** Cuts the files that a batch made longer at each of its bytes, as a crash within a write does. */
    @Test
    default void comesBackFromACrashWithinAWrite() throws IOException {
        LogTarget target = bench().target();
        List<LogRecord> first = bench().lines(0, 5);
        List<LogRecord> batch = bench().lines(5, 3);
        bench().write(target, first);
        Map<Path, byte[]> before = files(target.folder());
        String mark;
        try (LogSink sink = bench().driver().open(target)) {
            mark = sink.mark();
            LogBench.append(sink, batch);
        }
        Map<Path, byte[]> after = files(target.folder());
        List<Path> longer = before.keySet().stream().filter(path -> after.get(path) != null && after.get(path).length > before.get(path).length).toList();
        assertEquals(1, longer.size(), "files that a batch made longer");
        Path file = longer.get(0);
        for (int length = before.get(file).length; length <= after.get(file).length; length++) {
            Files.write(file, Arrays.copyOf(after.get(file), length));
            try (LogSink sink = bench().driver().open(target)) {
                sink.rewind(mark);
                LogBench.append(sink, batch);
            }
            bench().assertReceived(target, LogBench.joined(first, batch));
        }
    }

    /** The engine deletes the folder with the container. */
    @Test
    default void itsLogGoesWithTheContainersFolder() throws IOException {
        assertEquals(LogPlace.CONTAINER, bench().driver().place(), "where its logs are");
        LogTarget target = bench().target();
        bench().write(target, bench().lines(0, 5));
        for (Path file : files(target.folder()).keySet()) {
            Files.delete(file);
        }
        bench().assertReceived(target, List.of());
    }

    private static Map<Path, byte[]> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return Map.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).collect(Collectors.toMap(path -> path, FileChecks::bytes, (a, b) -> a, TreeMap::new));
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
