package org.servin.core.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    private Bench engine;
    private int lastBatches;

    /** Answers for a driver that really stores what it takes. */
    private interface Answer {
        LogReceipt to(LogSink real, List<LogRecord> batch);
    }

    private void engine(Answer answer) {
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
        engine = new Bench(folder, new FakeDrivers(driver), FakeDrivers.NAME, Map.of());
    }

    private List<String> log() {
        return LineFileDriver.texts(Bench.target(folder));
    }

    @Test
    void whatWasNotTakenIsSentAgainInOrder() {
        engine((real, batch) -> {
            int taken = Math.min(batch.size(), 7);
            real.append(batch.subList(0, taken));
            return new LogReceipt(taken, 0);
        });
        engine.say(LogSource.STDOUT, Bench.lines(0, 2000));
        engine.log.end();
        for (int i = 0; i < 100 && !engine.log.finished().isDone(); i++) {
            engine.wake();
        }
        assertTrue(engine.log.finished().isDone());
        Same.lines(Bench.list(0, 2000), log(), "log");
    }

    @Test
    void refusedRecordsAreCountedAndNotSentAgain() {
        engine((real, batch) -> {
            real.append(batch.subList(0, batch.size() - 3));
            return new LogReceipt(batch.size(), 3);
        });
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 10));
        Same.lines(Bench.list(0, 7), log(), "log");
        assertEquals(0, engine.delivery(FakeDrivers.NAME).backlog().waiting());
        assertEquals(new Tally.Count(7, 0, 0, 3), engine.delivery(FakeDrivers.NAME).tally().count());
        Bench next = new Bench(folder, new FakeDrivers(new LineFileDriver()), FakeDrivers.NAME, Map.of());
        assertEquals(new Tally.Count(7, 0, 0, 3), next.delivery(FakeDrivers.NAME).tally().count());
    }

    @Test
    void whoTakesNothingIsAskedAgainLater() {
        boolean[] ready = {false};
        engine((real, batch) -> ready[0] ? real.append(batch) : new LogReceipt(0, 0));
        engine.sayAndTell(LogSource.STDERR, Bench.lines(0, 10));
        assertEquals(1, engine.later.size());
        assertEquals(List.of(), log());
        ready[0] = true;
        engine.runLater();
        Same.lines(Bench.list(0, 10), log(), "log");
    }

    @Test
    void theLastBatchIsSaidToBeTheLast() {
        engine((real, batch) -> lastBatches == 0 && batch.size() < 1000 ? new LogReceipt(0, 0) : real.append(batch));
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 1500));
        engine.wake();
        assertEquals(0, lastBatches);
        Same.lines(Bench.list(0, 1000), log(), "log");
        engine.say(LogSource.STDOUT, Bench.lines(1500, 1600));
        engine.log.end();
        assertTrue(engine.log.finished().isDone());
        assertEquals(1, lastBatches);
        Same.lines(Bench.list(0, 1600), log(), "log");
    }

    @Test
    void aReceiptForMoreThanThereWasCountsAsAFailure() {
        engine((real, batch) -> new LogReceipt(batch.size() + 1, 0));
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 10));
        assertEquals(1, engine.later.size());
        assertEquals(0, engine.checkpoint(FakeDrivers.NAME).delivered(LogSource.STDOUT.ordinal()));
        assertEquals("it says that it took 11 of 10 records", engine.delivery(FakeDrivers.NAME).tally().trouble().orElseThrow().reason());
    }
}
