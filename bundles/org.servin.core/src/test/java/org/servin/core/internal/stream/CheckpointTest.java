package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
    void target() {
        target = Bench.target(folder);
    }

    private Bench engine(DeadlyDriver driver) {
        Bench engine = new Bench(folder, new FakeDrivers(driver), FakeDrivers.NAME, Map.of());
        engine.delivered = () -> driver.dieAt(Step.AFTER_CHECKPOINT);
        return engine;
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void everyLineIsThereOnceAfterDeathAt(Step step) {
        for (int batch = 0; batch < 3; batch++) {
            LineFileDriver cleaner = new LineFileDriver();
            cleaner.remove(target);
            Bench first = engine(new DeadlyDriver(step, batch));
            first.say(LogSource.STDOUT, Bench.lines(0, 2500) + "to");
            assertThrows(Death.class, first::wake, step + " in batch " + batch);

            Bench next = engine(new DeadlyDriver(step, -1));
            next.say(LogSource.STDOUT, "rn\n" + Bench.lines(2501, 2600));
            next.log.end();

            List<String> expected = new ArrayList<>(Bench.list(0, 2500));
            expected.add("torn");
            expected.addAll(Bench.list(2501, 2600));
            Same.lines(expected, LineFileDriver.texts(target), step + " in batch " + batch);
            assertTimesGrow();
            assertTrue(next.log.finished().isDone());
            assertFalse(Bench.checkpointIn(folder.resolve("run")).isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void deathTwiceInTheSameBatch(Step step) {
        Bench first = engine(new DeadlyDriver(step, 0));
        first.say(LogSource.STDERR, Bench.lines(0, 100));
        assertThrows(Death.class, first::wake);
        if (step != Step.AFTER_CHECKPOINT) {
            assertThrows(Death.class, () -> engine(new DeadlyDriver(step, 0)));
        }
        engine(new DeadlyDriver(step, -1)).log.end();
        Same.lines(Bench.list(0, 100), LineFileDriver.texts(target), "log");
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
        Bench first = engine(new DeadlyDriver(Step.AFTER_APPEND, 0));
        first.say(LogSource.STDOUT, text.substring(0, 20_000));
        assertThrows(Death.class, first::wake);
        Bench next = engine(new DeadlyDriver(Step.MARK, -1));
        next.say(LogSource.STDOUT, text.substring(20_000));
        next.log.end();
        StringBuilder whole = new StringBuilder();
        for (LogRecord record : LineFileDriver.records(target)) {
            whole.append(new String(record.text(), UTF_8)).append(record.complete() ? "\n" : "");
        }
        Same.text(text, whole.toString(), "log");
        assertEquals(List.of(16384, 16384, 7232, 16384, 16384, 7232), LineFileDriver.records(target).stream().map(record -> record.text().length).toList());
    }

    @Test
    void whatIsPutAsideIsDeliveredFromThere() {
        FakeDrivers drivers = new FakeDrivers(null);
        Bench engine = new Bench(folder, drivers, FakeDrivers.NAME, Map.of());
        engine.say(LogSource.STDOUT, Bench.lines(0, 50) + "torn");
        engine.log.end();
        LogDelivery delivery = engine.delivery(FakeDrivers.NAME);
        assertTrue(delivery.isAway(Duration.ZERO));
        engine.log.aside().putWhatIsAway(Duration.ZERO);
        assertTrue(engine.log.finished().isDone());
        assertFalse(Bench.checkpointIn(folder.resolve("run")).isPresent());
        Path aside = target.folder().resolve("unlogged/" + Bench.RUN);
        assertEquals(List.of(aside), Aside.left(target.folder()));
        assertEquals(Bench.RUN, Checkpoint.open(Bench.checkpointIn(aside).orElseThrow()).orElseThrow().run());
        drivers.arrive(new LineFileDriver());
        delivery.wake();
        assertTrue(delivery.finished().isDone());
        assertEquals(51, LineFileDriver.texts(target).size());
        assertEquals("torn…", LineFileDriver.texts(target).get(50));
        assertFalse(Files.exists(aside));
    }

    /** Records get the times at which they came, not those at which an engine began. */
    @Test
    void theNextEngineKnowsWhenOutputCame() {
        StubbornDriver down = new StubbornDriver("down.log");
        down.down = true;
        Bench engine = new Bench(folder, new FakeDrivers(down), FakeDrivers.NAME, Map.of());
        for (int i = 1; i <= 3; i++) {
            engine.sayAndTell(LogSource.STDOUT, "x\n");
            engine.log.came(LogSource.STDOUT, 2 * i, i * 2_000_000_000L);
        }
        Bench next = new Bench(folder, new FakeDrivers(down), FakeDrivers.NAME, Map.of());
        next.log.end();
        next.log.aside().putWhatIsAway(Duration.ZERO);
        assertFalse(Files.exists(folder.resolve("run/stdout.times")));
        SpoolFolder aside = SpoolFolder.open(target.folder().resolve("unlogged/" + Bench.RUN), "c1");
        assertEquals(List.of(2_000_000_000L, 4_000_000_000L, 6_000_000_000L),
                Stream.of(2L, 4L, 6L).map(position -> new ArrivalTimes.Answer().at(aside.times(0), position, -1)).toList());
    }

    /** An engine before this one wrote no more than positions and a mark, for one log. */
    @Test
    void theStateThatAnEarlierEngineLeftIsReadOn() throws Exception {
        Bench engine = new Bench(folder, new FakeDrivers(null), FakeDrivers.NAME, Map.of());
        engine.say(LogSource.STDOUT, Bench.lines(0, 10));
        Path file = folder.resolve("run/delivered.ckpt");
        ByteBuffer old = ByteBuffer.allocate(100);
        old.putInt(0x53565031).putLong(Bench.RUN).putLong(Bench.lines(0, 4).length()).putLong(0).putLong(7).putInt(-1).putInt(0);
        Files.write(file, Arrays.copyOf(old.array(), old.position()));
        Checkpoint found = Checkpoint.open(file).orElseThrow();
        assertEquals(Optional.empty(), found.part());
        assertEquals(Bench.lines(0, 4).length(), found.delivered(0));
        assertEquals(7, found.lastNanos());
        assertEquals(Long.MAX_VALUE, found.track(0).until());
    }
}
