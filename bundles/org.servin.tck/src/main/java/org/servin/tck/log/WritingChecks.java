package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** What is written arrives: all of it, once, in order, as it was. */
public interface WritingChecks {
    /** What the checks work with. */
    LogBench bench();

    @Test
    default void keepsOrderAndLosesAndDoublesNothing() {
        LogTarget target = bench().target();
        List<LogRecord> all = bench().lines(0, 3000);
        try (LogSink sink = bench().driver().open(target)) {
            for (int i = 0, size = 1; i < all.size(); i += size, size = size * 3 % 997 + 1) {
                LogBench.append(sink, all.subList(i, Math.min(all.size(), i + size)));
            }
        }
        bench().assertReceived(target, all);
    }

    @Test
    default void saysInItsReceiptsWhatItTook() {
        LogTarget target = bench().target();
        List<LogRecord> batch = bench().lines(0, 10);
        List<LogRecord> taken = new ArrayList<>();
        try (LogSink sink = bench().driver().open(target)) {
            LogReceipt receipt = sink.append(batch);
            assertTrue(receipt.taken() > 0 && receipt.taken() <= batch.size(), receipt.toString());
            assertEquals(0, receipt.refused(), receipt.toString());
            taken.addAll(batch.subList(0, receipt.taken()));
        }
        bench().assertReceived(target, taken);
    }

    @Test
    default void hasWhatItTookWhenAppendReturns() {
        LogTarget target = bench().target();
        List<LogRecord> all = bench().lines(0, 30);
        try (LogSink sink = bench().driver().open(target)) {
            for (int i = 0; i < 30; i += 10) {
                LogBench.append(sink, all.subList(i, i + 10));
                bench().assertReceived(target, all.subList(0, i + 10));
            }
        }
    }

    @Test
    default void takesListsOfRecordsAlike() {
        LogTarget target = bench().target();
        List<LogRecord> all = bench().lines(0, 4);
        try (LogSink sink = bench().driver().open(target)) {
            LogBench.append(sink, all.subList(0, 1));
            assertEquals(LogReceipt.all(all.subList(1, 2)), sink.append(all.subList(1, 2)));
            LogBench.append(sink, all.subList(2, 3));
            assertEquals(LogReceipt.all(all.subList(3, 4)), sink.append(all.subList(3, 4)));
        }
        bench().assertReceived(target, all);
    }

    @Test
    default void goesOnWhereItWasWhenOpenedAgain() {
        LogTarget target = bench().target();
        List<LogRecord> all = bench().lines(0, 40);
        for (int i = 0; i < 40; i += 10) {
            bench().write(target, all.subList(i, i + 5), all.subList(i + 5, i + 10));
        }
        bench().assertReceived(target, all);
    }

    @Test
    default void writesPiecesAndBothStreams() {
        LogTarget target = bench().target();
        byte[] piece = new byte[Math.min(16 * 1024, bench().contract().longestText())];
        Arrays.fill(piece, (byte) 'p');
        List<LogRecord> batch = List.of(bench().record(LogSource.STDOUT, piece, false), bench().record(LogSource.STDERR, "from stderr".getBytes(StandardCharsets.UTF_8), true),
                bench().record(LogSource.STDOUT, "its end".getBytes(StandardCharsets.UTF_8), true), bench().line("a line"));
        bench().write(target, batch.subList(0, 2), batch.subList(2, 4));
        bench().assertReceived(target, batch);
    }

    @Test
    default void writesEmptyLines() {
        LogTarget target = bench().target();
        List<LogRecord> batch = List.of(bench().line(""), bench().line("between"), bench().line(""), bench().line(""), bench().line("last"));
        bench().write(target, batch);
        bench().assertReceived(target, batch);
    }

    @Test
    default void writesNulBytes() {
        LogTarget target = bench().target();
        List<LogRecord> batch = List.of(bench().line("before"), bench().line("\0"), bench().line("a\0b\0"), bench().line("after"));
        bench().write(target, batch);
        bench().assertReceived(target, batch);
    }

    @Test
    default void writesBytesThatAreNoText() {
        LogTarget target = bench().target();
        List<LogRecord> batch = new ArrayList<>();
        for (int i = 1; i < 256; i++) {
            batch.add(bench().record(LogSource.STDOUT, new byte[] {'<', (byte) i, '>'}, true));
        }
        for (String text : new String[] {"\u00e9", "\u2028\u2029", "\ud83d\ude00", "\\n \"quoted\" {json: [1]} </x> & %s %%", "\r", "tab\tand\u001b[31mred\u001b[0m", " blanks "}) {
            batch.add(bench().line(text));
        }
        batch.add(bench().record(LogSource.STDOUT, new byte[] {'c', 'u', 't', (byte) 0xE2, (byte) 0x82}, true));
        batch.add(bench().record(LogSource.STDOUT, new byte[] {(byte) 0xC0, (byte) 0x80, (byte) 0xED, (byte) 0xA0, (byte) 0x80, (byte) 0xF5}, true));
        bench().write(target, batch);
        bench().assertReceived(target, batch);
    }

    @Test
    default void writesTheBiggestBatches() {
        LogTarget target = bench().target();
        int longest = Math.max(bench().contract().longestText(), bench().driver().recordBytes());
        List<List<LogRecord>> batches = List.of(filled(1000, 65), filled(4, Math.min(16 * 1024, longest)), filled(1, longest), filled(1000, 1));
        try (LogSink sink = bench().driver().open(target)) {
            batches.forEach(batch -> LogBench.append(sink, batch));
        }
        bench().assertReceived(target, batches.stream().flatMap(List::stream).toList());
    }

    private List<LogRecord> filled(int count, int length) {
        return IntStream.range(0, count).mapToObj(i -> {
            byte[] text = new byte[length];
            Arrays.fill(text, (byte) ('a' + i % 26));
            return bench().record(LogSource.STDOUT, text, true);
        }).toList();
    }

    @Test
    default void leavesBatchesAsTheyAre() {
        LogTarget target = bench().target();
        List<LogRecord> batch = new ArrayList<>(bench().lines(0, 3));
        batch.add(bench().record(LogSource.STDERR, new byte[] {0, (byte) 0xFF, '<', '\\', '"'}, false));
        List<byte[]> texts = batch.stream().map(record -> record.text().clone()).toList();
        List<LogRecord> records = List.copyOf(batch);
        try (LogSink sink = bench().driver().open(target)) {
            sink.append(batch);
        }
        assertEquals(records, batch, "the list was changed");
        for (int i = 0; i < texts.size(); i++) {
            assertArrayEquals(texts.get(i), records.get(i).text(), "a text was changed");
        }
    }

    @Test
    default void keepsContainersApartThatWriteAtOnce() {
        var driver = bench().driver();
        List<LogTarget> targets = List.of(bench().target(), bench().target(), bench().target());
        List<List<LogRecord>> all = targets.stream().map(target -> bench().lines(0, 600)).toList();
        List<Work<Boolean>> works = IntStream.range(0, targets.size()).mapToObj(i -> Work.start(() -> {
            try (LogSink sink = driver.open(targets.get(i))) {
                for (int from = 0; from < 600; from += 20) {
                    LogBench.append(sink, all.get(i).subList(from, from + 20));
                }
            }
            return true;
        })).toList();
        works.forEach(work -> assertTrue(work.result("writing", 3 * bench().patienceNanos())));
        for (int i = 0; i < targets.size(); i++) {
            bench().assertReceived(targets.get(i), all.get(i));
        }
    }
}
