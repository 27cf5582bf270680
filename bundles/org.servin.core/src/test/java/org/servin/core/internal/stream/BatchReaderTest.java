package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/** What is next in a stream, as it lies in a batch's memory. */
class BatchReaderTest {
    private static final String TOLD = "servin: 3 records (30 bytes) dropped: the log driver slow was too slow";
    private static final int LONG = 200_000;

    @TempDir
    Path folder;

    private final LogPart part = new LogPart("slow", false, Map.of(), Map.of(), new LogMode(true, 1 << 20, 0, 1 << 20, false), "");
    private final Tally tally = new Tally();
    private final BatchReader reader = new BatchReader();
    private SpoolFolder spools;
    private Checkpoint checkpoint;

    @BeforeEach
    void makeFiles() {
        spools = SpoolFolder.open(folder, "c1");
        checkpoint = Checkpoint.make(folder.resolve("delivered.ckpt"), 1, part, new long[LogSource.values().length], tally);
    }

    @AfterEach
    void closeFiles() {
        spools.close();
        checkpoint.close();
    }

    private void said(String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        spools.spool(LogSource.STDOUT).add(bytes, bytes.length);
    }

    private void lost() {
        synchronized (checkpoint) {
            checkpoint.track(0).lost(spools.size(0), 3, 30, tally);
        }
    }

    private void failed() {
        synchronized (checkpoint) {
            checkpoint.track(0).failed();
        }
    }

    private Batch next() {
        return reader.next(spools, checkpoint, part, LogSource.STDOUT, false);
    }

    private static List<String> texts(Batch batch) {
        return batch.records().stream().map(record -> record.source().text() + " " + new String(record.text(), US_ASCII)).toList();
    }

    @Test
    void readsWholeLinesAndTheirPlaces() {
        said("one\n\nthree\nfo");
        Batch batch = next();
        assertEquals(List.of("stdout one", "stdout ", "stdout three"), texts(batch));
        assertEquals(List.of(4L, 5L, 11L), IntStream.of(1, 2, 3).mapToObj(batch::position).toList());
        assertTrue(batch.records().stream().allMatch(LogRecord::complete));
        assertTrue(batch.epochNanos(0) < batch.epochNanos(1) && batch.epochNanos(1) < batch.epochNanos(2));
    }

    @Test
    void recordsMayBeKeptWhenTheMemoryIsUsedAgain() {
        said("one\n");
        List<LogRecord> kept = next().records();
        checkpoint.settle(0, 4);
        said("TWO\n");
        assertEquals(List.of("stdout TWO"), texts(next()));
        assertEquals("one", new String(kept.get(0).text(), US_ASCII));
    }

    @Test
    void tellsOfAGapBeforeALineThatIsLongerThanTheUsualMemory() {
        lost();
        said("x".repeat(LONG) + "\nnext\n");
        assertEquals(List.of("stderr " + TOLD, "stdout " + "x".repeat(LONG), "stdout next"), texts(next()));
    }

    @Test
    void tellsOfAGapAgainWhileTheLineBehindItIsNotWhole() {
        lost();
        said("x".repeat(LONG));
        assertEquals(List.of("stderr " + TOLD), texts(next()));
        failed();
        said("y".repeat(LONG));
        assertEquals(List.of("stderr " + TOLD), texts(next()));
        failed();
        said("\n");
        assertEquals(List.of("stderr " + TOLD, "stdout " + "x".repeat(LONG) + "y".repeat(LONG)), texts(next()));
    }

    @Test
    void takesNoMoreRecordsThanABatchHolds() {
        said("\n".repeat(Batch.MOST + 1));
        assertEquals(Batch.MOST, next().size());
        checkpoint.settle(0, Batch.MOST);
        assertEquals(1, next().size());
    }
}
