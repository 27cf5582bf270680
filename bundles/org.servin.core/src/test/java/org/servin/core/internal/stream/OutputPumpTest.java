package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.servin.core.stream.AttachOptions;
import org.servin.core.stream.LogOptions;
import org.servin.core.stream.StreamSession;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogPlace;

class OutputPumpTest extends PumpHarness {
    @Test
    void outputGoesToTheLogAndTheSpoolIsGoneAfterwards() throws Exception {
        FakeProcess process = begin();
        process.say("one\ntwo\nto");
        await("two lines", () -> LineFileDriver.texts(target).size() == 2);
        process.complain("oh\n");
        process.say("rn");
        process.end();
        drained();
        assertEquals(List.of("one", "two", "torn…", "oh").stream().sorted().toList(), LineFileDriver.texts(target).stream().sorted().toList());
        try (var left = Files.list(folder.resolve("run"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aSilentContainerMakesNoFiles() throws Exception {
        FakeProcess process = begin();
        process.end();
        drained();
        assertFalse(Files.exists(LineFileDriver.file(target)));
        try (var left = Files.list(folder.resolve("run"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aClientAttachedBeforeTheStartSeesEverything() throws Exception {
        Client client = new Client().run(attach(false), open());
        FakeProcess process = begin();
        process.say(lines(0, 1000));
        process.complain("oh\n");
        process.end();
        client.over.get(30, TimeUnit.SECONDS);
        Same.text(lines(0, 1000), client.text(), "client");
        assertEquals("oh\n", client.err.toString(UTF_8));
        assertEquals(List.of("attach"), lookup.events);
    }

    @Test
    void aSlowForegroundClientMakesTheContainerWaitAndLosesNothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Client client = new Client();
        client.run(attach(false), open(), (source, bytes, offset, length) -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            client.write(source, bytes, offset, length);
        });
        FakeProcess process = begin();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            process.say(lines(0, 300_000));
            process.end();
        });
        await("the container waits", () -> LineFileDriver.records(target).size() > 10_000);
        assertFalse(writer.isDone());
        go.countDown();
        writer.get(30, TimeUnit.SECONDS);
        client.over.get(30, TimeUnit.SECONDS);
        Same.text(lines(0, 300_000), client.text(), "client");
    }

    @Test
    void replayAndStreamMeetWithoutSeam() throws Exception {
        FakeProcess process = begin();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 30_000; i++) {
                process.say("line " + i + "\n");
            }
            process.end();
        });
        writer.start();
        await("something is there", () -> LineFileDriver.texts(target).size() > 100);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(new Client().run(attach(true), open()));
        }
        for (Client client : clients) {
            client.over.get(30, TimeUnit.SECONDS);
            Same.text(lines(0, 30_000), client.text(), "client");
        }
    }

    @Test
    void replayShowsTheBeginningOfALine() throws Exception {
        FakeProcess process = begin();
        process.say("whole\nto");
        await("a line", () -> LineFileDriver.texts(target).size() == 1);
        Client client = new Client().run(attach(true), open());
        await("both", () -> client.text().equals("whole\nto"));
        process.say("rn\n");
        process.end();
        client.over.get(30, TimeUnit.SECONDS);
        assertEquals("whole\ntorn\n", client.text());
    }

    @Test
    void inputReachesTheProcessAndItsEndToo() throws Exception {
        Client client = new Client().run(attach(false), new ByteArrayInputStream("typed".getBytes(UTF_8)));
        FakeProcess process = begin();
        assertEquals("typed", process.heard());
        assertEquals("<end>", process.heard());
        process.say("bye\n");
        process.end();
        client.over.get(30, TimeUnit.SECONDS);
        assertEquals("bye\n", client.text());
    }

    @Test
    void detachKeysEndTheSessionOnly() throws Exception {
        lookup.terminal = true;
        FakeProcess process = begin();
        PipedOutputStream keyboard = new PipedOutputStream();
        Client client = new Client().run(attach(false), new PipedInputStream(keyboard));
        keyboard.write(new byte[] {'a', 16, 'b', 16});
        keyboard.flush();
        assertEquals("a\u0010b", process.heard());
        keyboard.write(17);
        keyboard.flush();
        client.over.get(30, TimeUnit.SECONDS);
        assertEquals(List.of("attach", "detach"), lookup.events);
        ServinException e = assertThrows(ServinException.class,
                () -> streams.attach(ID, new AttachOptions(false, true, true, true, true, Optional.of("ctrl-p,foo"))));
        assertEquals("Invalid detach keys (ctrl-p,foo) provided", e.getMessage());
    }

    @Test
    void aClientThatLeavesEndsItsSession() throws Exception {
        FakeProcess process = begin();
        Client gone = new Client();
        StreamSession session = attach(false);
        gone.run(session, open(), (source, bytes, offset, length) -> {
            throw new IOException("gone");
        });
        Client closed = new Client();
        StreamSession other = attach(false);
        closed.run(other, open());
        process.say("x\n");
        assertThrows(ExecutionException.class, () -> gone.over.get(30, TimeUnit.SECONDS));
        other.close();
        closed.over.get(30, TimeUnit.SECONDS);
        process.say("y\n");
        process.end();
        drained();
    }

    @Test
    void aChildLeftBehindDoesNotHoldUpTheEnd() throws Exception {
        FakeProcess process = begin();
        process.say("last words");
        process.endLeavingChild();
        drained();
        assertEquals(List.of("last words…"), LineFileDriver.texts(target));
    }

    @Test
    void swappingTheDriverUnderAFastWriterLosesAndDoublesNothing() throws Exception {
        FakeProcess process = begin();
        Client follower = new Client().run(logs(true, -1), InputStream.nullInputStream());
        AtomicInteger said = new AtomicInteger();
        AtomicInteger swaps = new AtomicInteger();
        Thread writer = new Thread(() -> {
            while (swaps.get() < 12 || said.get() < 20_000) {
                process.say("line " + said.getAndIncrement() + "\n");
            }
            process.end();
        });
        writer.start();
        LineFileDriver present = driver;
        while (swaps.get() < 12) {
            LineFileDriver watched = present;
            int before = watched.batches.get();
            await("delivery", () -> watched.batches.get() > before);
            watched.failing = swaps.get() % 3 == 2;
            assertTrue(drivers.depart(), "leases are given back");
            present = new LineFileDriver();
            drivers.arrive(present);
            swaps.incrementAndGet();
        }
        writer.join();
        int count = said.get();
        drained();
        lookup.ended.complete(null);
        Same.lines(numbered(0, count), LineFileDriver.texts(target), "log");
        follower.over.get(30, TimeUnit.SECONDS);
        Same.text(lines(0, count), follower.text(), "follower");
    }

    @Test
    void anEngineThatStopsLeavesTheRestToTheNext() throws Exception {
        FakeProcess process = begin();
        process.say(lines(0, 100) + "to");
        await("lines", () -> LineFileDriver.texts(target).size() == 100);
        pump.stop();
        process.say("rn\n" + lines(101, 110));
        startPump(Map.of());
        begin(process);
        process.end();
        drained();
        List<String> expected = numbered(0, 110);
        expected.set(100, "torn");
        Same.lines(expected, LineFileDriver.texts(target), "log");
    }

    @Test
    void whileTheDriverIsAwayTheSpoolIsBoundedAndTheExitDoesNotHang() throws Exception {
        pump.stop();
        startPump(Map.of("servin.spool-limit", "200000"));
        assertTrue(drivers.depart());
        FakeProcess process = begin();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> process.say(lines(0, 50_000)));
        await("spool is full", () -> folder.resolve("run/stdout.spool").toFile().length() >= 200_000);
        assertFalse(writer.isDone());
        drivers.arrive(driver);
        writer.get(30, TimeUnit.SECONDS);
        await("all but perhaps a bit", () -> LineFileDriver.texts(target).size() > 49_000);
        drivers.depart();
        process.say("last\n");
        process.end();
        drained();
        assertFalse(Files.exists(folder.resolve("run/stdout.spool")));
        pump.stop();
        startPump(Map.of());
        drivers.arrive(driver);
        Client client = new Client().run(logs(false, -1), InputStream.nullInputStream());
        client.over.get(30, TimeUnit.SECONDS);
        await("the rest", () -> LineFileDriver.texts(target).size() == 50_001);
        List<String> expected = numbered(0, 50_000);
        expected.add("last");
        Same.lines(expected, LineFileDriver.texts(target), "log");
    }

    @Test
    void nonBlockingModeDropsRatherThanWaits() throws Exception {
        target = target(Map.of("mode", "non-blocking", "max-buffer-size", "100k"));
        assertTrue(drivers.depart());
        FakeProcess process = begin();
        process.say(lines(0, 100_000));
        process.end();
        drivers.arrive(driver);
        drained();
        int there = LineFileDriver.texts(target).size();
        assertTrue(there > 1000 && there < 99_000, "lines: " + there);
    }

    private static LogDriver nowhere() {
        return new UnreadableDriver("none") {
            @Override
            public LogPlace place() {
                return LogPlace.NOWHERE;
            }
        };
    }

    @Test
    void logsOfNoneCannotBeRead() throws Exception {
        drivers.arrive("none", nowhere());
        lookup.logDriver = "none";
        ServinException e = assertThrows(ServinException.class, () -> logs(false, -1));
        assertEquals(ErrorKind.UNSUPPORTED, e.kind());
        assertEquals("configured logging driver does not support reading", e.getMessage());
        FakeProcess process = begin();
        Client client = new Client().run(attach(false), InputStream.nullInputStream());
        process.say("seen\n");
        process.end();
        assertEquals("seen\n", finished(client));
        drained();
        assertTrue(driver.batches.get() == 0 && RunFiles.in(folder.resolve("run")).isEmpty(), "nothing is kept");
    }

    @Test
    void logsShowTimesAndDetailsAsDockerd() throws Exception {
        FakeProcess process = begin();
        process.say("a\nb\nc\n");
        process.end();
        drained();
        Client client = new Client().run(streams.logs(ID, new LogOptions(true, false, false, Long.MIN_VALUE, Long.MAX_VALUE, true, true, 2)), InputStream.nullInputStream());
        String[] shown = finished(client).split("\n");
        assertEquals(2, shown.length);
        assertTrue(shown[0].matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z  b"), shown[0]);
    }

    @Test
    void followingEndsWithTheContainer() throws Exception {
        FakeProcess process = begin();
        process.say("a\nb\n");
        await("lines", () -> LineFileDriver.texts(target).size() == 2);
        Client client = new Client().run(logs(true, 1), InputStream.nullInputStream());
        process.say("c\n");
        await("followed", () -> client.text().equals("b\nc\n"));
        process.say("d");
        process.end();
        drained();
        lookup.ended.complete(null);
        assertEquals("b\nc\nd", finished(client));
    }

    @Test
    void optionsAreCheckedInDockerdsWords() {
        Map<String, String> wrong = Map.of(
                "mode=foo", "logger: logging mode not supported: foo",
                "max-buffer-size=3", "logger: max-buffer-size option is only supported with 'mode=non-blocking'",
                "nosuch=1", "unknown log opt 'nosuch' for fake log driver");
        wrong.forEach((option, message) -> {
            String[] parts = option.split("=");
            ServinException e = assertThrows(ServinException.class, () -> pump.validate(FakeDrivers.NAME, Map.of(parts[0], parts[1])));
            assertEquals(message, e.getMessage());
        });
        assertEquals("error looking up logging plugin nope: plugin \"nope\" not found",
                assertThrows(ServinException.class, () -> pump.validate("nope", Map.of())).getMessage());
        pump.validate(FakeDrivers.NAME, Map.of("mode", "non-blocking", "max-buffer-size", "4m"));
        drivers.arrive("none", nowhere());
        pump.validate("none", Map.of("mode", "foo", "nosuch", "1"));
    }

    @Test
    void removalEndsClientsAndDeletesTheLog() throws Exception {
        Client waiting = new Client().run(attach(false), open());
        FakeProcess process = begin();
        process.say("a\n");
        process.end();
        drained();
        pump.remove(target, FakeDrivers.NAME, true);
        finished(waiting);
        assertFalse(Files.exists(LineFileDriver.file(target)));
    }

    @Test
    void execSessionsGoStraightToTheClient() throws Exception {
        ExecStreams execs = new ExecStreams(pump);
        FakeProcess process = new FakeProcess();
        processes.add(process);
        Client client = new Client().run(execs.open(process, false, true, true, false, Optional.empty(), () -> { }), new ByteArrayInputStream("in".getBytes(UTF_8)));
        assertEquals("in", process.heard());
        assertEquals("<end>", process.heard());
        process.complain("x".repeat(200_000));
        process.say(lines(0, 10_000));
        assertFalse(execs.ended(process).toCompletableFuture().isDone());
        process.end();
        Same.text(lines(0, 10_000), finished(client), "client");
        execs.ended(process).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void anExecWhoseClientLeftIsReadToItsEnd() throws Exception {
        ExecStreams execs = new ExecStreams(pump);
        FakeProcess process = new FakeProcess();
        processes.add(process);
        StreamSession session = execs.open(process, false, false, true, true, Optional.empty(), () -> { });
        Client client = new Client().run(session, InputStream.nullInputStream());
        process.say("a");
        await("first", () -> client.text().equals("a"));
        session.close();
        client.over.get(30, TimeUnit.SECONDS);
        process.say(lines(0, 100_000));
        process.end();
        execs.ended(process).toCompletableFuture().get(30, TimeUnit.SECONDS);

        FakeProcess silent = new FakeProcess();
        processes.add(silent);
        execs.discard(silent);
        silent.say(lines(0, 100_000));
        silent.endLeavingChild();
        execs.ended(silent).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
