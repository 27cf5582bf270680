package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** What a driver says of its batches is what the next batch goes by. */
class ReceiptTest {
    @TempDir
    Path folder;

    private LogTarget target;
    private SpoolFolder spools;
    private boolean retried;
    private int lastBatches;

    /** Answers for a driver that really stores what it takes. */
    private interface Answer {
        LogReceipt to(LogSink real, List<LogRecord> batch);
    }

    @BeforeEach
    void target() throws Exception {
        target = new LogTarget("c1", "c", "i", "i", List.of(), List.of(), Map.of(), 0, Map.of(), Files.createDirectories(folder.resolve("kept")));
        spools = SpoolFolder.empty(Files.createDirectories(folder.resolve("run")), "c1", 42);
    }

    private LogDelivery delivery(Answer answer) {
        LineFileDriver driver = new LineFileDriver() {
            @Override
            public LogSink open(LogTarget opened) {
                LogSink real = super.open(opened);
                return new LogSink() {
                    @Override
                    public LogReceipt append(List<LogRecord> batch) {
                        return answer.to(real, batch);
                    }

                    @Override
                    public LogReceipt appendLast(List<LogRecord> batch) {
                        lastBatches++;
                        return append(batch);
                    }

                    @Override
                    public String mark() {
                        return "";
                    }

                    @Override
                    public void rewind(String mark) {
                        throw new AssertionError("it cannot go back");
                    }

                    @Override
                    public void close() {
                        real.close();
                    }
                };
            }
        };
        return new LogDelivery(spools, folder.resolve("aside"), new SinkHolder(new FakeDrivers(driver), FakeDrivers.NAME, target), Runnable::run,
                CompletableFuture.completedFuture(null), new LogDelivery.Listener() {
                    @Override
                    public void delivered() { }

                    @Override
                    public void retryIn(long milliseconds) {
                        retried = true;
                    }
                });
    }

    private void say(LogSource source, int from, int to) {
        byte[] bytes = String.join("", IntStream.range(from, to).mapToObj(i -> "line " + i + "\n").toList()).getBytes(UTF_8);
        spools.spool(source).add(bytes, bytes.length);
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    @Test
    void whatWasNotTakenIsSentAgainInOrder() {
        say(LogSource.STDOUT, 0, 2000);
        LogDelivery delivery = delivery((real, batch) -> {
            int taken = Math.min(batch.size(), 7);
            real.append(batch.subList(0, taken));
            return new LogReceipt(taken, 0);
        });
        delivery.outputEnded();
        for (int i = 0; i < 100 && !delivery.finished().isDone(); i++) {
            delivery.wake();
        }
        assertTrue(delivery.finished().isDone());
        Same.lines(lines(0, 2000), LineFileDriver.texts(target), "log");
    }

    @Test
    void refusedRecordsAreCountedAndNotSentAgain() {
        say(LogSource.STDOUT, 0, 10);
        delivery((real, batch) -> {
            real.append(batch.subList(0, batch.size() - 3));
            return new LogReceipt(batch.size(), 3);
        }).wake();
        Same.lines(lines(0, 7), LineFileDriver.texts(target), "log");
        assertEquals(0, spools.backlog(LogSource.STDOUT.ordinal()));
        assertEquals(3, spools.checkpoint().refused());
        spools.close();
        try (Checkpoint later = new Checkpoint(folder.resolve("run/delivered.ckpt"), 0)) {
            assertEquals(3, later.refused());
        }
    }

    @Test
    void whoTakesNothingIsAskedAgainLater() {
        say(LogSource.STDERR, 0, 10);
        boolean[] ready = {false};
        LogDelivery delivery = delivery((real, batch) -> ready[0] ? real.append(batch) : new LogReceipt(0, 0));
        delivery.wake();
        assertTrue(retried);
        assertFalse(Files.exists(LineFileDriver.file(target)) && !LineFileDriver.texts(target).isEmpty());
        ready[0] = true;
        delivery.wake();
        Same.lines(lines(0, 10), LineFileDriver.texts(target), "log");
    }

    @Test
    void theLastBatchIsSaidToBeTheLast() {
        say(LogSource.STDOUT, 0, 1500);
        LogDelivery delivery = delivery((real, batch) -> lastBatches == 0 && batch.size() < 1000 ? new LogReceipt(0, 0) : real.append(batch));
        delivery.wake();
        delivery.wake();
        assertEquals(0, lastBatches);
        Same.lines(lines(0, 1000), LineFileDriver.texts(target), "log");
        say(LogSource.STDOUT, 1500, 1600);
        delivery.outputEnded();
        assertTrue(delivery.finished().isDone());
        assertEquals(1, lastBatches);
        Same.lines(lines(0, 1600), LineFileDriver.texts(target), "log");
    }

    @Test
    void aReceiptForMoreThanThereWasCountsAsAFailure() {
        say(LogSource.STDOUT, 0, 10);
        delivery((real, batch) -> new LogReceipt(batch.size() + 1, 0)).wake();
        assertTrue(retried);
        assertEquals(0, spools.checkpoint().delivered(LogSource.STDOUT.ordinal()));
    }
}
