package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** The engine may be killed at any point of a delivery: then it goes back to its mark, and sends the batch again. */
interface CrashChecks {
    /** What the checks work with. */
    LogBench bench();

    @Test
    default void marksAreShort() {
        LogTarget target = bench().target();
        try (LogSink sink = bench().driver().open(target)) {
            for (int i = 0; i < 5; i++) {
                assertTrue(sink.mark().length() <= 200, "a mark has " + sink.mark().length() + " characters");
                LogBench.append(sink, bench().lines(0, 1000));
            }
        }
    }

    @Test
    default void comesBackFromEveryCrashWithinABatch() {
        for (int written = 0; written <= 6; written++) {
            crashAfter(bench().target(), written);
        }
    }

    @Test
    default void comesBackFromEveryCrashWhereAnotherFileIsBegun() {
        for (int before = 0; before < 60; before += 3) {
            crashAfter(bench().rotating(), before, 4);
        }
    }

    private void crashAfter(LogTarget target, int written) {
        crashAfter(target, 20, written);
    }

    /** Lets a batch of six be written in part, and sent again after a crash. */
    private void crashAfter(LogTarget target, int before, int written) {
        List<LogRecord> first = bench().lines(0, before * 5);
        List<LogRecord> batch = bench().lines(before * 5, 6);
        List<LogRecord> last = bench().lines(before * 5 + 6, 10);
        String mark;
        LogSink crashed = bench().driver().open(target);
        try {
            for (int i = 0; i < before; i++) {
                LogBench.append(crashed, first.subList(i * 5, i * 5 + 5));
            }
            mark = crashed.mark();
            LogBench.append(crashed, batch.subList(0, written));
        } finally {
            crashed.close();
        }
        try (LogSink sink = bench().driver().open(target)) {
            if (!mark.isEmpty()) {
                sink.rewind(mark);
            }
            LogBench.append(sink, batch);
            LogBench.append(sink, last);
        }
        List<LogRecord> twice = mark.isEmpty() ? batch.subList(0, written) : List.of();
        bench().assertReceived(target, LogBench.joined(first, twice, batch, last));
    }

    @Test
    default void goesBackTwiceToTheSameMark() {
        LogTarget target = bench().target();
        List<LogRecord> first = bench().lines(0, 5);
        List<LogRecord> batch = bench().lines(5, 5);
        bench().write(target, first);
        String mark;
        try (LogSink sink = bench().driver().open(target)) {
            mark = sink.mark();
            Assumptions.assumeFalse(mark.isEmpty(), "the driver cannot go back");
            LogBench.append(sink, batch);
        }
        for (int i = 0; i < 3; i++) {
            try (LogSink sink = bench().driver().open(target)) {
                sink.rewind(mark);
                LogBench.append(sink, batch);
            }
        }
        bench().assertReceived(target, LogBench.joined(first, batch));
    }

    @Test
    default void goesBackToAMarkOfAnEmptyLog() {
        LogTarget target = bench().target();
        List<LogRecord> batch = bench().lines(0, 5);
        String mark;
        try (LogSink sink = bench().driver().open(target)) {
            mark = sink.mark();
            Assumptions.assumeFalse(mark.isEmpty(), "the driver cannot go back");
            LogBench.append(sink, batch.subList(0, 3));
        }
        try (LogSink sink = bench().driver().open(target)) {
            sink.rewind(mark);
            LogBench.append(sink, batch);
        }
        bench().assertReceived(target, batch);
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
        Assumptions.assumeTrue(!mark.isEmpty() && longer.size() == 1, "the driver appends to no file");
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

    private static Map<Path, byte[]> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return Map.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).collect(Collectors.toMap(path -> path, CrashChecks::bytes, (a, b) -> a, TreeMap::new));
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
