package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** Dies at each step of a delivery and looks at what the next engine makes of it. */
class CheckpointTest {
    private static final long RUN = 42;

    @TempDir
    Path folder;

    private LogTarget target;

    /** The engine's death: nothing of it catches this. */
    private static final class Death extends Error { }

    private enum Step { MARK, BEFORE_APPEND, IN_APPEND, AFTER_APPEND, AFTER_CHECKPOINT }

    /** Dies at a step of the batch with this number. */
    private static final class DeadlyDriver extends LineFileDriver {
        private final Step step;
        private int left;

        DeadlyDriver(Step step, int batch) {
            this.step = step;
            this.left = batch;
        }

        private void dieAt(Step now) {
            if (now == step && left-- == 0) {
                throw new Death();
            }
        }

        @Override
        public LogSink open(LogTarget target) {
            LogSink real = super.open(target);
            return new LogSink() {
                @Override
                public LogReceipt append(List<LogRecord> batch) {
                    dieAt(Step.BEFORE_APPEND);
                    int half = batch.size() / 2;
                    real.append(batch.subList(0, half));
                    dieAt(Step.IN_APPEND);
                    real.append(batch.subList(half, batch.size()));
                    dieAt(Step.AFTER_APPEND);
                    return LogReceipt.all(batch);
                }

                @Override
                public String mark() {
                    dieAt(Step.MARK);
                    return real.mark();
                }

                @Override
                public void rewind(String mark) {
                    real.rewind(mark);
                }

                @Override
                public void close() {
                    real.close();
                }
            };
        }
    }

    @BeforeEach
    void target() throws Exception {
        target = new LogTarget("c1", "c", "i", "i", List.of(), List.of(), Map.of(), 0, Map.of(), Files.createDirectories(folder.resolve("kept")));
        Files.createDirectories(folder.resolve("run"));
    }

    private LogDelivery engine(DeadlyDriver driver, SpoolFolder spools) {
        return new LogDelivery(spools, folder.resolve("aside"), new SinkHolder(new FakeDrivers(driver), FakeDrivers.NAME, target), Runnable::run,
                CompletableFuture.completedFuture(null), new LogDelivery.Listener() {
                    @Override
                    public void delivered() {
                        driver.dieAt(Step.AFTER_CHECKPOINT);
                    }

                    @Override
                    public void retryIn(long milliseconds) { }
                });
    }

    private SpoolFolder spools() {
        Path run = folder.resolve("run");
        return SpoolFolder.runIn(run).isPresent() ? SpoolFolder.found(run, "c1") : SpoolFolder.empty(run, "c1", RUN);
    }

    private static void add(SpoolFolder spools, LogSource source, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        spools.spool(source).add(bytes, bytes.length);
    }

    private static String lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append("line ").append(i).append('\n');
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void everyLineIsThereOnceAfterDeathAt(Step step) {
        for (int batch = 0; batch < 3; batch++) {
            LineFileDriver cleaner = new LineFileDriver();
            cleaner.remove(target);
            SpoolFolder spools = spools();
            add(spools, LogSource.STDOUT, lines(0, 2500) + "to");
            assertThrows(Death.class, engine(new DeadlyDriver(step, batch), spools)::wake, step + " in batch " + batch);

            SpoolFolder next = spools();
            add(next, LogSource.STDOUT, "rn\n" + lines(2501, 2600));
            LogDelivery delivery = engine(new DeadlyDriver(step, -1), next);
            delivery.outputEnded();

            List<String> expected = new ArrayList<>(lines(0, 2500).lines().toList());
            expected.add("torn");
            expected.addAll(lines(2501, 2600).lines().toList());
            Same.lines(expected, LineFileDriver.texts(target), step + " in batch " + batch);
            assertTimesGrow();
            assertEquals(true, delivery.finished().isDone());
            assertFalse(SpoolFolder.runIn(folder.resolve("run")).isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void deathTwiceInTheSameBatch(Step step) {
        SpoolFolder spools = spools();
        add(spools, LogSource.STDERR, lines(0, 100));
        assertThrows(Death.class, engine(new DeadlyDriver(step, 0), spools)::wake);
        if (step != Step.AFTER_CHECKPOINT) {
            assertThrows(Death.class, engine(new DeadlyDriver(step, 0), spools())::wake);
        }
        engine(new DeadlyDriver(step, -1), spools()).outputEnded();
        Same.lines(lines(0, 100).lines().toList(), LineFileDriver.texts(target), "log");
    }

    private void assertTimesGrow() {
        long last = 0;
        for (LogRecord record : LineFileDriver.records(target)) {
            assertEquals(true, record.epochNanos() > last, "times grow");
            last = record.epochNanos();
        }
    }

    @Test
    void longLinesAreCutInTheSamePlacesAgain() {
        String text = "x".repeat(40_000) + "\n" + "é".repeat(20_000) + "\n";
        SpoolFolder spools = spools();
        add(spools, LogSource.STDOUT, text.substring(0, 20_000));
        assertThrows(Death.class, engine(new DeadlyDriver(Step.AFTER_APPEND, 0), spools)::wake);
        SpoolFolder next = spools();
        add(next, LogSource.STDOUT, text.substring(20_000));
        engine(new DeadlyDriver(Step.MARK, -1), next).outputEnded();
        StringBuilder whole = new StringBuilder();
        for (LogRecord record : LineFileDriver.records(target)) {
            whole.append(new String(record.text(), UTF_8)).append(record.complete() ? "\n" : "");
        }
        Same.text(text, whole.toString(), "log");
        assertEquals(List.of(16384, 16384, 7232, 16384, 16384, 7232), LineFileDriver.records(target).stream().map(record -> record.text().length).toList());
    }

    @Test
    void whatIsPutAsideIsDeliveredFromThere() throws Exception {
        SpoolFolder spools = spools();
        add(spools, LogSource.STDOUT, lines(0, 50) + "torn");
        FakeDrivers drivers = new FakeDrivers(null);
        LogDelivery delivery = new LogDelivery(spools, folder.resolve("aside"), new SinkHolder(drivers, FakeDrivers.NAME, target), Runnable::run,
                CompletableFuture.completedFuture(null), new LogDelivery.Listener() {
                    @Override
                    public void delivered() { }

                    @Override
                    public void retryIn(long milliseconds) { }
                });
        delivery.outputEnded();
        assertEquals(true, delivery.isAway());
        delivery.putAside().get();
        assertFalse(SpoolFolder.runIn(folder.resolve("run")).isPresent());
        assertEquals(RUN, SpoolFolder.runIn(folder.resolve("aside")).getAsLong());
        drivers.arrive(new LineFileDriver());
        delivery.wake();
        assertEquals(true, delivery.finished().isDone());
        assertEquals(51, LineFileDriver.texts(target).size());
        assertEquals("torn…", LineFileDriver.texts(target).get(50));
        assertFalse(Files.exists(folder.resolve("aside")));
    }
}
