package org.servin.core.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogSource;

/** A container's logs change while it runs: no record is lost or doubled, whatever happens meanwhile. */
class LogChangeTest {
    private static final Map<String, String> NO_OPTIONS = Map.of();

    @TempDir
    Path folder;

    private final StubbornDriver a = new StubbornDriver("a.log");
    private final StubbornDriver b = new StubbornDriver("b.log");
    private final StubbornDriver c = new StubbornDriver("c.log", "size");
    private final FakeDrivers drivers = new FakeDrivers(null).with("a", a).with("b", b).with("c", c);

    private Bench engine(String type) {
        return new Bench(folder, drivers, type, NO_OPTIONS);
    }

    private static List<LogPart> parts(String type) {
        return Plans.of(type, NO_OPTIONS).parts();
    }

    private List<String> log(String name) {
        return LineFileDriver.texts(Bench.target(folder).folder().resolve(name + ".log"));
    }

    @Test
    void whatWasReadBeforeGoesToTheOldLogsAndWhatComesAfterToTheNew() {
        Bench engine = engine("a,c");
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 100));
        engine.log.change(parts("b,c"));
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(100, 200));
        engine.log.end();
        Same.lines(Bench.list(0, 100), log("a"), "a");
        Same.lines(Bench.list(100, 200), log("b"), "b");
        Same.lines(Bench.list(0, 200), log("c"), "c");
        assertTrue(engine.log.finished().isDone());
        assertEquals(List.of(), RunFiles.in(folder.resolve("run")));
    }

    @Test
    void aLineThatIsNotWholeYetGoesToTheNewLogWhole() {
        Bench engine = engine("a");
        engine.sayAndTell(LogSource.STDOUT, "one\ntw");
        engine.sayAndTell(LogSource.STDERR, "oh");
        engine.log.change(parts("b"));
        engine.sayAndTell(LogSource.STDOUT, "o\n");
        engine.sayAndTell(LogSource.STDERR, " no\n");
        engine.log.end();
        assertEquals(List.of("one"), log("a"));
        assertEquals(List.of("two", "oh no"), log("b"));
    }

    @Test
    void aLineThatIsPartlyLoggedIsCut() {
        Bench engine = engine("a");
        String line = "x".repeat(20_000);
        engine.sayAndTell(LogSource.STDOUT, line);
        engine.log.change(parts("b"));
        engine.sayAndTell(LogSource.STDOUT, "y\n");
        engine.log.end();
        assertEquals(List.of("x".repeat(16384) + "…", "x".repeat(20_000 - 16384) + "…"), log("a"));
        assertEquals(List.of("y"), log("b"));
    }

    @Test
    void aSilentContainerChangesWithoutFiles() {
        Bench engine = engine("a");
        engine.log.change(parts("b"));
        assertEquals(List.of(), RunFiles.in(folder.resolve("run")));
        engine.sayAndTell(LogSource.STDOUT, "hello\n");
        engine.log.end();
        assertEquals(List.of(), log("a"));
        assertEquals(List.of("hello"), log("b"));
        assertTrue(engine.log.finished().isDone());
    }

    @Test
    void toNoLogAndBack() {
        Bench engine = engine("a");
        engine.sayAndTell(LogSource.STDOUT, "one\n");
        engine.log.change(List.of());
        assertTrue(engine.log.isSilent());
        engine.log.change(parts("b"));
        assertFalse(engine.log.isSilent());
        engine.sayAndTell(LogSource.STDOUT, "two\n");
        engine.log.end();
        assertEquals(List.of("one"), log("a"));
        assertEquals(List.of("two"), log("b"));
    }

    @Test
    void anOldLogThatIsDownGetsItsShareLaterAndTheSpoolIsNotKeptForIt() {
        a.down = true;
        Bench engine = engine("a");
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 1000));
        engine.log.change(parts("b"));
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(1000, 2000));
        LogDelivery old = engine.delivery("a");
        engine.runLater();
        assertEquals(List.of("b"), engine.log.deliveries().stream().map(d -> d.part().driver()).toList());
        assertEquals(1, Aside.left(Bench.target(folder).folder()).size());
        assertEquals(1, RunFiles.in(folder.resolve("run")).size());
        engine.log.end();
        assertTrue(engine.log.finished().isDone());
        assertFalse(old.finished().isDone());
        a.down = false;
        old.wake();
        Same.lines(Bench.list(0, 1000), log("a"), "a");
        Same.lines(Bench.list(1000, 2000), log("b"), "b");
        assertEquals(List.of(), Aside.left(Bench.target(folder).folder()));
    }

    @Test
    void backToALogThatIsStillBehindKeepsTheOrder() {
        a.down = true;
        Bench engine = engine("a");
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 10));
        engine.log.change(parts("b"));
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(10, 20));
        engine.log.change(parts("a"));
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(20, 30));
        a.down = false;
        engine.log.deliveries().forEach(LogDelivery::wake);
        engine.log.end();
        List<String> expected = new ArrayList<>(Bench.list(0, 10));
        expected.addAll(Bench.list(20, 30));
        Same.lines(expected, log("a"), "a");
        Same.lines(Bench.list(10, 20), log("b"), "b");
    }

    @Test
    void otherOptionsOfTheSameLogGoForTheNextBatch() {
        Bench engine = engine("c");
        engine.sayAndTell(LogSource.STDOUT, "one\n");
        LogDelivery before = engine.delivery("c");
        engine.log.change(Plans.of("c", Map.of("size", "1", "mode", "non-blocking")).parts());
        assertEquals(before, engine.delivery("c"));
        assertEquals(Map.of("size", "1"), before.part().options(c.options()));
        assertTrue(before.part().mode().dropping());
        assertEquals(before.part(), Checkpoint.open(RunFiles.in(folder.resolve("run")).get(0)).orElseThrow().part().orElseThrow());
        engine.sayAndTell(LogSource.STDOUT, "two\n");
        assertEquals(List.of("one", "two"), log("c"));
    }

    /** The new configuration was kept, and then the engine was killed. */
    @Test
    void theNextEngineMakesAChangeThatWasNotBegun() {
        a.down = true;
        engine("a").sayAndTell(LogSource.STDOUT, Bench.lines(0, 50));
        a.down = false;
        Bench next = engine("b");
        next.sayAndTell(LogSource.STDOUT, Bench.lines(50, 60));
        next.log.end();
        Same.lines(Bench.list(0, 50), log("a"), "a");
        Same.lines(Bench.list(50, 60), log("b"), "b");
    }

    /** An old log that was down when the engine was killed: the spool is not kept for it once it has its share, or for long. */
    @Test
    void theNextEngineLetsOldLogsGoAsSoonAsTheyHaveTheirShare() {
        a.down = true;
        Bench engine = engine("a");
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 50));
        engine.log.change(parts("b"));
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(50, 60));
        Bench second = engine("b");
        assertEquals(2, second.log.deliveries().size());
        second.runLater();
        assertEquals(1, second.log.deliveries().size());
        assertEquals(1, Aside.left(Bench.target(folder).folder()).size());
        assertEquals(1, RunFiles.in(folder.resolve("run")).size());

        second.log.change(parts("c"));
        b.down = true;
        second.sayAndTell(LogSource.STDOUT, Bench.lines(60, 70));
        second.log.change(parts("b"));
        second.sayAndTell(LogSource.STDOUT, Bench.lines(70, 80));
        second.log.change(parts("c"));
        b.down = false;
        Bench third = engine("c");
        assertEquals(List.of("c"), third.log.deliveries().stream().map(d -> d.part().driver()).toList());
        assertEquals(1, RunFiles.in(folder.resolve("run")).size());
        third.log.end();
        assertTrue(third.log.finished().isDone());
        List<String> expected = new ArrayList<>(Bench.list(50, 60));
        expected.addAll(Bench.list(70, 80));
        Same.lines(expected, log("b"), "b");
        Same.lines(Bench.list(60, 70), log("c"), "c");
    }

    /** The engine was killed when it had said where the streams are cut, or had made the new log's state as well. */
    @Test
    void theNextEngineFinishesAChangeInTheSamePlace() throws Exception {
        for (boolean newMade : new boolean[] {false, true}) {
            a.gate = new CountDownLatch(0);
            Path run = folder.resolve("run");
            Bench engine = engine("a");
            a.down = true;
            engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 50));
            byte[] old = Files.readAllBytes(run.resolve("delivered.ckpt"));
            if (newMade) {
                b.down = true;
                engine.log.change(parts("b"));
                Files.write(run.resolve("delivered.ckpt"), old);
            }
            Files.write(run.resolve("change"), ByteBuffer.allocate(16).putLong(Bench.lines(0, 50).length()).putLong(0).array());
            engine.say(LogSource.STDOUT, Bench.lines(50, 60));
            a.down = false;
            b.down = false;
            Bench next = engine("b");
            assertFalse(Files.exists(run.resolve("change")));
            next.sayAndTell(LogSource.STDOUT, Bench.lines(60, 70));
            next.log.end();
            Same.lines(Bench.list(0, 50), log("a"), "a, " + newMade);
            Same.lines(Bench.list(50, 70), log("b"), "b, " + newMade);
            a.remove(Bench.target(folder));
            b.remove(Bench.target(folder));
        }
    }

    @Test
    void aLogThatIsBehindDoesNotHoldUpAnother() {
        a.down = true;
        Bench engine = new Bench(folder, drivers, "a,b", Map.of("a.spool-size", "1k"));
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 500));
        Same.lines(Bench.list(0, 500), log("b"), "b");
        assertTrue(engine.log.isFull(0), "a is to get everything");
        a.down = false;
        engine.runLater();
        assertFalse(engine.log.isFull(0));
        Same.lines(Bench.list(0, 500), log("a"), "a");
    }

    @Test
    void whatEarlierRunsLeftCountsForWhatMayWait() {
        a.down = true;
        Bench engine = new Bench(folder, drivers, "a", Map.of("a.spool-size", "1k"));
        engine.sayAndTell(LogSource.STDOUT, Bench.lines(0, 100));
        engine.log.change(parts("b"));
        engine.runLater();
        engine.log.change(Plans.of("a", Map.of("spool-size", "500")).parts());
        engine.sayAndTell(LogSource.STDOUT, "x\n");
        assertTrue(engine.log.isFull(0));
    }
}
