package org.servin.log.jsonfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

class CanonicalLineTest {
    private static final String HEAD = "{\"log\":\"a\\n\",\"stream\":\"stdout\",";
    private static final String TIME = "\"time\":\"2026-02-28T23:59:59.000000001Z\"}\n";
    private final Random random = new Random(11);

    private static Optional<LogRecord> read(String line) {
        byte[] bytes = ("??" + line + "??").getBytes(StandardCharsets.UTF_8);
        return CanonicalLine.read(bytes, 2, bytes.length - 4);
    }

    private static void same(LogRecord expected, LogRecord record) {
        assertEquals(expected.source(), record.source());
        assertEquals(expected.epochNanos(), record.epochNanos());
        assertEquals(expected.complete(), record.complete());
        assertArrayEquals(expected.text(), record.text());
    }

    private LogRecord some() {
        byte[] text = new byte[random.nextInt(60)];
        byte[] kinds = "ab \"\\<>&\n\r\t\0\u001f\u007f/{}:,".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            text[i] = random.nextInt(4) == 0 ? kinds[random.nextInt(kinds.length)] : random.nextInt(10) == 0 ? (byte) random.nextInt(256) : (byte) 'x';
        }
        LogSource source = random.nextBoolean() ? LogSource.STDOUT : LogSource.STDERR;
        long nanos = random.nextInt(5) == 0 ? 1_800_000_000_000_000_000L : random.nextLong(0, 4_000_000_000_000_000_000L);
        return new LogRecord(source, nanos, text, random.nextBoolean());
    }

    /** What is written is in the form, and gives what any reader of JSON gives. */
    @Test
    void readsWhatIsWrittenAsJsonDoes() {
        JsonLines plain = new JsonLines(Map.of());
        JsonLines labelled = new JsonLines(Map.of("a", "\",\"time\":\"", "},", "{"));
        for (int i = 0; i < 20_000; i++) {
            JsonLines lines = i % 2 == 0 ? plain : labelled;
            int length = lines.write(List.of(some()));
            byte[] line = Arrays.copyOf(lines.bytes(), length);
            same(JsonRecords.unusual(line, 0, length).orElseThrow(), CanonicalLine.read(line, 0, length).orElseThrow(() -> new AssertionError(new String(line))));
        }
    }

    /** A line with a byte changed is read as JSON reads it, or not at all. */
    @Test
    void takesNothingForSomethingElse() {
        JsonLines lines = new JsonLines(Map.of());
        byte[] signs = "\"\\{}:,un0Z.\n".getBytes(StandardCharsets.US_ASCII);
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            int length = lines.write(List.of(some()));
            byte[] line = Arrays.copyOf(lines.bytes(), length);
            int at = random.nextInt(length - 1);
            if (line[at] < 0) {
                continue; // what is no UTF-8 is given as it is
            }
            line[at] = signs[random.nextInt(signs.length)];
            Optional<LogRecord> usual = CanonicalLine.read(line, 0, length);
            Optional<LogRecord> any = JsonRecords.unusual(line, 0, length);
            if (usual.isPresent()) {
                taken++;
                same(any.orElseThrow(() -> new AssertionError(new String(line))), usual.get());
            }
        }
        assertTrue(taken > 1000, "lines whose text alone changed: " + taken);
    }

    @Test
    void leavesOtherFormsToOthers() {
        assertEquals(Optional.empty(), read(""));
        assertEquals(Optional.empty(), read("\n"));
        assertEquals(Optional.empty(), read("{\"log\":\"Z\"}\n"));
        assertEquals(Optional.empty(), read("{\"log\":\"a\\n\", \"stream\":\"stdout\"," + TIME));
        assertEquals(Optional.empty(), read("{\"log\":\"a\\n\",\"stream\":\"stdin\"," + TIME));
        assertEquals(Optional.empty(), read(HEAD + "\"attr\":{}," + TIME));
        assertEquals(Optional.empty(), read(HEAD + "\"time\":\"2026-02-30T23:59:59Z\"}\n"));
        assertEquals(Optional.empty(), read(HEAD + "\"time\":\"2026-02-28T24:59:59Z\"}\n"));
        assertEquals(Optional.empty(), read(HEAD + "\"time\":\"2026-02-28T23:59:59.0000000001Z\"}\n"));
        assertEquals(Optional.empty(), read(HEAD + "\"time\":\"2026-02-28T23:59:59+01:00\"}\n"));
        assertEquals(Optional.empty(), read("{\"log\":\"\\ud83d\\ude00\",\"stream\":\"stdout\"," + TIME));
        assertEquals(1, read(HEAD + "\"attrs\":{\"a\":\"b\"}," + TIME).orElseThrow().text().length);
    }
}
