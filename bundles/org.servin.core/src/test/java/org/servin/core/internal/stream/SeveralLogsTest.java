package org.servin.core.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.servin.core.container.Status;
import org.servin.core.stream.LogDeliveryState;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogPlace;
import org.servin.spi.log.LogTarget;

/** Containers with several logs, with logs that cannot be read, and with logs that are down, slow or hang. */
class SeveralLogsTest extends PumpHarness {
    private static final String SLOW = "slow";
    /** It stands for a destination elsewhere, which keeps what it has. */
    private final StubbornDriver slow = new StubbornDriver("slow.log") {
        @Override
        public void remove(LogTarget target) {
            atRemoval.add(slowly());
        }
    };
    /** What it had when it was told that the container is removed. */
    private final List<List<String>> atRemoval = new CopyOnWriteArrayList<>();

    private void logsTo(String drivers, Map<String, String> options) throws IOException {
        this.drivers.with(SLOW, slow);
        lookup.logDriver = drivers;
        target = target(options);
    }

    @AfterEach
    void letGo() {
        slow.gate.countDown();
    }

    private List<String> slowly() {
        return LineFileDriver.texts(target.folder().resolve("slow.log"));
    }

    private List<String> cached() {
        return LineFileDriver.texts(target.folder().resolve("container-cached/log"));
    }

    private String shown() {
        return finished(new Client().run(logs(false, -1), InputStream.nullInputStream()));
    }

    private LogDeliveryState state(String driver) {
        return pump.deliveries(target, lookup.logDriver).stream().filter(s -> s.driver().equals(driver)).findFirst().orElseThrow();
    }

    @Test
    void oneLogThatHangsHoldsUpNoOther() throws Exception {
        slow.gate = new CountDownLatch(1);
        logsTo("fake,slow", Map.of());
        FakeProcess process = begin();
        process.say(lines(0, 10_000));
        await("all lines", () -> LineFileDriver.texts(target).size() == 10_000);
        assertEquals(List.of(), slowly());
        assertEquals(lines(0, 10_000), shown());
        slow.gate.countDown();
        process.end();
        drained();
        Same.lines(numbered(0, 10_000), slowly(), "slow log");
        assertEquals(new LogDeliveryState(SLOW, 10_000, 0, 0, 0, 0, Optional.empty()), state(SLOW));
    }

    /** The call that goes on is called off to get the spool out of the way; that is no trouble of the destination's. */
    @Test
    void aRemovalThatIsAskedForTakesNothingFromASlowDestination() throws Exception {
        slow.gate = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        slow.called = begun::countDown;
        logsTo("fake,slow", Map.of());
        FakeProcess process = begin();
        process.say(lines(0, 10_000));
        assertTrue(begun.await(30, TimeUnit.SECONDS));
        await("all lines", () -> LineFileDriver.texts(target).size() == 10_000);
        process.end();
        CompletableFuture<Void> said = pump.remove(target, "fake,slow", true).toCompletableFuture();
        assertFalse(Files.exists(LineFileDriver.file(target)));
        slow.gate.countDown();
        said.get(30, TimeUnit.SECONDS);
        Same.lines(numbered(0, 10_000), slowly(), "slow log");
        assertEquals(List.of(slowly()), atRemoval);
    }

    @Test
    void aRemovalThatIsAskedForGivesUpWhatADestinationInTroubleDidNotTake() throws Exception {
        slow.down = true;
        logsTo("slow", Map.of());
        FakeProcess process = begin();
        process.say("a\n");
        await("trouble", () -> state(SLOW).trouble().isPresent());
        process.end();
        pump.remove(target, SLOW, true).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertEquals(List.of(), slowly());
        assertEquals(List.of(List.of()), atRemoval);
    }

    /** As with a container that removes itself, and an engine that stops before the destination is back. */
    @Test
    void whatAContainerThatRemovesItselfHasSaidIsDeliveredByTheNextEngine() throws Exception {
        slow.down = true;
        logsTo("slow", Map.of("cache-disabled", "true"));
        FakeProcess process = begin();
        process.say("a\nb\n");
        await("trouble", () -> state(SLOW).trouble().isPresent());
        process.end();
        assertFalse(pump.remove(target, SLOW, false).toCompletableFuture().isDone());
        pump.stop();
        assertEquals(List.of(), atRemoval);
        startPump(Map.of());
        slow.down = false;
        pump.resumeRemoved(target.containerId(), target.folder()).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertEquals(List.of("a", "b"), slowly());
        assertEquals(List.of(slowly()), atRemoval);
    }

    /** The others must not suffer. */
    @Test
    void whatIsNotReadableOfARemovedContainerIsTold() throws Exception {
        logsTo("fake", Map.of());
        Path torn = Files.createDirectories(target.folder().resolve("unlogged")).resolve("container.json");
        Files.writeString(torn, "{\"containerId\":");
        ServinException told = assertThrows(ServinException.class, () -> pump.resumeRemoved(target.containerId(), target.folder()));
        assertTrue(told.getMessage().contains(torn.toString()), told.getMessage());
    }

    @Test
    void containersOfDestinationsThatHangDoNotHoldUpThoseOfOthers() throws Exception {
        logsTo(SLOW, Map.of());
        slow.gate = new CountDownLatch(1);
        slow.hanging = container -> !container.equals("good");
        int hung = 3 * DeliveryThreads.USUAL;
        for (int i = 0; i <= hung; i++) {
            String id = i == hung ? "good" : "bad" + i;
            LogTarget one = new LogTarget(id, id, "i", "i", List.of(), List.of(), Map.of(), 0, Map.of(), Files.createDirectories(folder.resolve(id)));
            FakeProcess process = new FakeProcess();
            processes.add(process);
            pump.begin(one, SLOW, process, false, false, Files.createDirectories(folder.resolve("run-" + id)));
            process.say("hello\n");
        }
        Path good = folder.resolve("good/slow.log");
        await("the good one", () -> LineFileDriver.texts(good).equals(List.of("hello")));
    }

    @Test
    void aDriverIsSwappedWithoutWaitingForADestinationThatHangs() throws Exception {
        slow.gate = new CountDownLatch(1);
        logsTo(SLOW, Map.of());
        CountDownLatch called = new CountDownLatch(1);
        slow.called = called::countDown;
        FakeProcess process = begin();
        process.say("one\n");
        assertTrue(called.await(30, TimeUnit.SECONDS));
        assertTrue(drivers.depart(SLOW), "its call was called off");
        drivers.arrive(SLOW, new StubbornDriver("slow.log"));
        process.say("two\n");
        process.end();
        drained();
        assertEquals(List.of("one", "two"), slowly());
    }

    @Test
    void theEngineStopsWithoutWaitingForADestinationThatHangs() throws Exception {
        slow.gate = new CountDownLatch(1);
        logsTo(SLOW, Map.of());
        CountDownLatch called = new CountDownLatch(1);
        slow.called = called::countDown;
        FakeProcess process = begin();
        process.say("one\n");
        assertTrue(called.await(30, TimeUnit.SECONDS));
        pump.stop();
        slow.gate = new CountDownLatch(0);
        startPump(Map.of());
        begin(process);
        process.say("two\n");
        process.end();
        drained();
        assertEquals(List.of("one", "two"), slowly());
    }

    @Test
    void whatCannotBeReadBackIsShownFromTheLocalCopyEvenIfItIsDown() throws Exception {
        slow.down = true;
        drivers.with("local", new LineFileDriver("log", "max-size", "max-file", "compress"));
        logsTo(SLOW, Map.of("cache-max-size", "1m"));
        FakeProcess process = begin();
        process.say(lines(0, 100));
        await("copied", () -> cached().size() == 100);
        assertEquals(lines(0, 100), shown());
        assertEquals("connection refused", state(SLOW).trouble().orElseThrow().reason());
        assertEquals(lines(0, 100).length(), state(SLOW).waitingBytes());
        process.say("last");
        process.end();
        drained();
        assertEquals(lines(0, 100) + "last", shown());
        assertEquals(List.of(), slowly());
        assertEquals(1, Aside.left(target.folder()).size());
        slow.down = false;
        await("on its return", () -> slowly().size() == 101);
        await("nothing left", () -> Aside.left(target.folder()).isEmpty());
    }

    @Test
    void withoutACopySuchALogIsNotShown() throws Exception {
        logsTo(SLOW, Map.of());
        FakeProcess process = begin();
        process.say("one\n");
        await("logged", () -> slowly().size() == 1);
        ServinException e = assertThrows(ServinException.class, () -> logs(false, -1));
        assertEquals("configured logging driver does not support reading", e.getMessage());
        assertEquals(ErrorKind.UNSUPPORTED, e.kind());
        drivers.arrive("local", new LineFileDriver()); // installed while it runs
        process.say("two\n");
        await("copied", () -> cached().size() == 1);
        assertEquals("two\n", shown());
        target = target(Map.of("cache-disabled", "true"));
        assertThrows(ServinException.class, () -> logs(false, -1));
        process.end();
        drained();
    }

    @Test
    void changingLogsUnderAFastWriterLosesAndDoublesNothing() throws Exception {
        logsTo("fake,slow", Map.of());
        FakeProcess process = begin();
        AtomicInteger said = new AtomicInteger();
        AtomicInteger changes = new AtomicInteger();
        Thread writer = new Thread(() -> {
            while (changes.get() < 20) {
                process.say("line " + said.getAndIncrement() + "\n");
            }
            process.end();
        });
        writer.start();
        String[] types = {"slow", "fake", "none", "fake,slow"};
        for (int i = 0; i < 20; i++) {
            int before = said.get();
            await("output", () -> said.get() > before + 50);
            if (!types[i % 4].equals("none")) { // what is said meanwhile goes nowhere
                lookup.logDriver = types[i % 4];
                pump.change(target, types[i % 4]);
            }
            changes.incrementAndGet();
        }
        writer.join();
        drained();
        List<String> all = new ArrayList<>();
        List<String> fast = LineFileDriver.texts(target);
        List<String> slowly = slowly();
        assertEquals(fast.size(), fast.stream().distinct().count(), "doubled");
        assertEquals(slowly.size(), slowly.stream().distinct().count(), "doubled");
        all.addAll(fast);
        Set<String> both = new HashSet<>(fast);
        slowly.stream().filter(line -> !both.contains(line)).forEach(all::add);
        all.sort(Comparator.comparingInt(line -> Integer.parseInt(line.substring(5))));
        Same.lines(numbered(0, said.get()), all, "both");
        assertTrue(fast.size() < said.get() && slowly.size() < said.get());
    }

    @Test
    void theEndOfAContainerDoesNotWaitForADestinationThatHangs() throws Exception {
        slow.gate = new CountDownLatch(1);
        logsTo(SLOW, Map.of());
        CountDownLatch called = new CountDownLatch(1);
        slow.called = called::countDown;
        FakeProcess process = begin();
        process.say(lines(0, 100));
        assertTrue(called.await(30, TimeUnit.SECONDS));
        process.end();
        drained();
        assertEquals(1, Aside.left(target.folder()).size());
        try (var left = Files.list(folder.resolve("run"))) {
            assertEquals(List.of(), left.toList());
        }
        slow.gate.countDown();
        await("on its return", () -> slowly().size() == 100);
        Same.lines(numbered(0, 100), slowly(), "slow log");
    }

    @Test
    void whoFollowsGoesOnInTheNewLog() throws Exception {
        drivers.with("other", new LineFileDriver("other.log"));
        FakeProcess process = begin();
        Client follower = new Client().run(logs(true, -1), InputStream.nullInputStream());
        process.say(lines(0, 100) + "to");
        await("followed", () -> follower.text().equals(lines(0, 100)));
        lookup.logDriver = "other";
        pump.change(target, "other");
        process.say("rn\n");
        await("followed", () -> follower.text().equals(lines(0, 100) + "torn\n"));
        lookup.logDriver = FakeDrivers.NAME;
        pump.change(target, FakeDrivers.NAME); // where the first lines are still
        process.say("last\n");
        process.end();
        drained();
        lookup.ended.complete(null);
        assertEquals(lines(0, 100) + "torn\nlast\n", finished(follower));
        assertEquals(List.of("torn"), LineFileDriver.texts(target.folder().resolve("other.log")));
    }

    @Test
    void whatIsLostIsStillKnownToTheNextEngine() throws Exception {
        slow.down = true;
        logsTo("fake,slow", Map.of("slow.mode", "non-blocking", "slow.max-buffer-size", "5k"));
        FakeProcess process = begin();
        process.say(lines(0, 10_000));
        await("all lines", () -> LineFileDriver.texts(target).size() == 10_000);
        process.end();
        drained();
        LogDeliveryState before = state(SLOW);
        assertTrue(before.dropped() > 8000, "a batch of 1,000 may be on its way, and some 500 wait: " + before);
        pump.stop();
        startPump(Map.of());
        assertEquals(before.dropped(), state(SLOW).dropped());
        assertEquals(before.droppedBytes(), state(SLOW).droppedBytes());
        slow.down = false;
        pump.resume(target, lookup.logDriver);
        await("the rest", () -> slowly().stream().filter(line -> line.startsWith("line ")).count() == 10_000 - before.dropped());
        await("nothing left", () -> Aside.left(target.folder()).isEmpty());
        List<String> gaps = slowly().stream().filter(line -> !line.startsWith("line ")).toList(); // two, if a batch was on its way between them
        assertEquals(before.dropped(), gaps.stream().mapToLong(gap -> Long.parseLong(gap.split(" ")[1])).sum(), gaps.toString());
        pump.stop();
        startPump(Map.of());
        assertEquals(before.dropped(), state(SLOW).dropped());
        assertEquals(10_000 - before.dropped() + gaps.size(), state(SLOW).delivered());
        assertEquals(10_000, state(FakeDrivers.NAME).delivered());
    }

    @Test
    void aPlainLogHasNothingToTell() throws Exception {
        drivers.with("json-file", new LineFileDriver() {
            @Override
            public LogPlace place() {
                return LogPlace.CONTAINER;
            }
        });
        lookup.logDriver = "json-file";
        FakeProcess process = begin();
        process.say("one\n");
        process.end();
        drained();
        assertEquals(List.of(), pump.deliveries(target, "json-file"));
        assertEquals(1, pump.all().get(ID).get(0).delivered());
        try (var files = Files.list(target.folder())) {
            assertEquals(List.of("log"), files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void aDestinationThatIsRequiredIsAskedBeforeTheStart() throws Exception {
        slow.down = true;
        logsTo("fake,slow", Map.of());
        pump.reach(target, lookup.logDriver);
        target = target(Map.of("require-destination", "true"));
        ServinException e = assertThrows(ServinException.class, () -> pump.reach(target, lookup.logDriver));
        assertEquals("failed to initialize logging driver: connection refused", e.getMessage());
        assertEquals(ErrorKind.INTERNAL, e.kind());
        slow.down = false;
        pump.reach(target, lookup.logDriver);
    }

    @Test
    void linesAreCutWhereTheOptionsSay() throws Exception {
        target = target(Map.of("max-line-size", "100k"));
        FakeProcess process = begin();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> process.say("x".repeat(99_999) + "\n" + "y".repeat(150_000) + "\nz\0z\n"));
        writer.get(30, TimeUnit.SECONDS);
        process.end();
        drained();
        assertEquals(List.of(99_999, 102_400, 47_600, 3), LineFileDriver.records(target).stream().map(r -> r.text().length).toList());
        assertEquals(List.of(true, false, true, true), LineFileDriver.records(target).stream().map(r -> r.complete()).toList());
    }

    @Test
    void bytesThatAreNoTextEndNobodysLogs() throws Exception {
        FakeProcess process = begin();
        Client follower = new Client().run(logs(true, -1), InputStream.nullInputStream());
        process.say("a\0b\n\0\n");
        await("followed", () -> follower.text().equals("a\0b\n\0\n"));
        process.say("\u0000".repeat(70_000) + "\nend\n");
        String all = "a\0b\n\0\n" + "\0".repeat(70_000) + "\nend\n";
        await("followed", () -> follower.text().equals(all));
        lookup.status = Status.EXITED;
        process.end();
        drained();
        lookup.ended.complete(null);
        assertEquals(all, finished(follower));
        assertEquals(all, shown());
    }

    @Test
    void optionsOfSeveralDriversAreChecked() throws Exception {
        drivers.with("other", new LineFileDriver("other.log", "size"));
        logsTo("fake,other", Map.of());
        pump.validate("fake,other", Map.of("size", "1", "mode", "non-blocking"));
        pump.validate("fake,other", Map.of("other.size", "1"));
        assertEquals("unknown log opt 'nosuch' for fake log driver", refusal("fake,other", "nosuch"));
        assertEquals("unknown log opt 'size' for fake log driver", refusal("fake,other", "fake.size"));
        assertEquals("unknown log opt 'third.size' for fake log driver", refusal("fake,other", "third.size"));
        assertEquals("error looking up logging plugin nope: plugin \"nope\" not found", refusal("fake,nope", "size"));
        assertFalse(drivers.known(null, "nope"));
    }

    private String refusal(String type, String option) {
        return assertThrows(ServinException.class, () -> pump.validate(type, Map.of(option, "1"))).getMessage();
    }
}
