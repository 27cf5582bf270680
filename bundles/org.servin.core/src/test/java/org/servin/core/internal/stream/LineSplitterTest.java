package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

class LineSplitterTest {
    private static final int PIECE = 16 * 1024;

    private static int split(byte[] bytes, int length, boolean atEnd, List<LogRecord> records) {
        return LineSplitter.split(bytes, 0, length, atEnd, PIECE, (from, textEnd, end, complete) -> {
            records.add(new LogRecord(LogSource.STDOUT, end, Arrays.copyOfRange(bytes, from, textEnd), complete));
            return true;
        });
    }

    private static List<String> texts(String text, boolean atEnd) {
        List<LogRecord> records = new ArrayList<>();
        byte[] bytes = text.getBytes(UTF_8);
        split(bytes, bytes.length, atEnd, records);
        return records.stream().map(record -> new String(record.text(), UTF_8) + (record.complete() ? "" : "…")).toList();
    }

    @Test
    void cutsAtLineFeedsOnly() {
        assertEquals(List.of("a", "", "b\r"), texts("a\n\nb\r\nrest", false));
        assertEquals(List.of("a", "rest…"), texts("a\nrest", true));
        assertEquals(List.of(), texts("", true));
    }

    @Test
    void piecesHaveSixteenKibibytes() {
        String piece = "x".repeat(PIECE);
        assertEquals(List.of(piece + "…", ""), texts(piece + "\n", false));
        assertEquals(List.of("x".repeat(PIECE - 1)), texts("x".repeat(PIECE - 1) + "\n", false));
        assertEquals(List.of(piece + "…"), texts(piece + "x", false));
        String odd = "x" + "é".repeat(PIECE / 2);
        assertEquals(List.of("x" + "é".repeat(PIECE / 2 - 1) + "…", "é"), texts(odd + "\n", false));
    }

    @Test
    void bytesThatAreNoTextAreCutSomewhere() {
        byte[] bytes = new byte[40_000];
        Arrays.fill(bytes, (byte) 0x80);
        List<LogRecord> records = new ArrayList<>();
        assertEquals(40_000, split(bytes, bytes.length, true, records));
        assertEquals(List.of(16384, 16384, 7232), records.stream().map(record -> record.text().length).toList());
    }

    /** Repeating a delivery with more bytes than the first time must give the same records first. */
    @Test
    void recordsDoNotDependOnHowMuchIsThere() {
        Random random = new Random(7);
        byte[] bytes = new byte[60_000];
        random.nextBytes(bytes);
        for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = '\n';
        }
        List<LogRecord> all = new ArrayList<>();
        split(bytes, bytes.length, true, all);
        for (int length = 0; length < bytes.length; length += 97) {
            List<LogRecord> part = new ArrayList<>();
            split(bytes, length, false, part);
            for (int i = 0; i < part.size(); i++) {
                assertEquals(all.get(i).text().length, part.get(i).text().length);
                assertEquals(all.get(i).complete(), part.get(i).complete());
            }
        }
    }
}
