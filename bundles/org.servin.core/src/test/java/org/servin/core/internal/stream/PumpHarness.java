package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.Status;
import org.servin.core.stream.AttachOptions;
import org.servin.core.stream.FrameSink;
import org.servin.core.stream.LogOptions;
import org.servin.core.stream.StreamSession;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** An engine's streams with one container, whose processes are the test's. */
@Timeout(60)
abstract class PumpHarness {
    static final String ID = "c1";

    @TempDir
    Path folder;

    final LineFileDriver driver = new LineFileDriver();
    final FakeDrivers drivers = new FakeDrivers(driver);
    final Lookup lookup = new Lookup();
    final List<FakeProcess> processes = new ArrayList<>();
    OutputPump pump;
    StreamService streams;
    LogTarget target;

    /** One container. */
    final class Lookup implements ContainerLookup {
        Status status = Status.CREATED;
        boolean terminal;
        boolean stdinOnce = true;
        String logDriver = FakeDrivers.NAME;
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        final List<String> events = new ArrayList<>();

        @Override
        public Found find(String ref) {
            return new Found(ID, status, terminal, true, stdinOnce, target, logDriver);
        }

        @Override
        public Optional<CompletionStage<Void>> ended(String containerId) {
            return status.isAlive() ? Optional.of(ended) : Optional.empty();
        }

        @Override
        public synchronized void attached(String containerId, boolean detached) {
            events.add(detached ? "detach" : "attach");
        }
    }

    /** A client that keeps what it is sent. */
    static final class Client implements FrameSink {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final CompletableFuture<Void> over = new CompletableFuture<>();

        @Override
        public synchronized void write(LogSource source, byte[] bytes, int offset, int length) {
            (source == LogSource.STDOUT ? out : err).write(bytes, offset, length);
        }

        synchronized String text() {
            return out.toString(UTF_8);
        }

        Client run(StreamSession session, InputStream input) {
            return run(session, input, this);
        }

        Client run(StreamSession session, InputStream input, FrameSink sink) {
            Thread thread = new Thread(() -> {
                try {
                    session.run(input, sink);
                    over.complete(null);
                } catch (IOException | RuntimeException e) {
                    over.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
            return this;
        }
    }

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(folder.resolve("run"));
        target = target(Map.of());
        startPump(Map.of());
    }

    LogTarget target(Map<String, String> options) throws IOException {
        return new LogTarget(ID, "c", "i", "i", List.of(), List.of(), Map.of(), 0, options, Files.createDirectories(folder.resolve("kept")));
    }

    void startPump(Map<String, String> settings) {
        pump = new OutputPump(drivers, new Settings(settings, folder));
        streams = new StreamService(lookup, pump);
    }

    @AfterEach
    void stop() {
        pump.stop();
        processes.forEach(FakeProcess::close);
    }

    FakeProcess begin() {
        return begin(new FakeProcess());
    }

    FakeProcess begin(FakeProcess process) {
        processes.add(process);
        lookup.status = Status.RUNNING;
        pump.begin(target, lookup.logDriver, process, lookup.terminal, lookup.stdinOnce, folder.resolve("run"));
        return process;
    }

    void drained() throws Exception {
        pump.drained(ID).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain: " + what);
            LockSupport.parkNanos(2_000_000);
        }
    }

    StreamSession attach(boolean logs) {
        return streams.attach(ID, new AttachOptions(logs, true, true, true, true, Optional.empty()));
    }

    StreamSession logs(boolean follow, long tail) {
        return streams.logs(ID, new LogOptions(true, true, follow, Long.MIN_VALUE, Long.MAX_VALUE, false, false, tail));
    }

    static InputStream open() throws IOException {
        return new PipedInputStream(new PipedOutputStream());
    }

    static List<String> numbered(int from, int to) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add("line " + i);
        }
        return texts;
    }

    static String lines(int from, int to) {
        return String.join("\n", numbered(from, to)) + "\n";
    }

    static String finished(Client client) {
        client.over.orTimeout(10, TimeUnit.SECONDS).join();
        return client.text();
    }
}
