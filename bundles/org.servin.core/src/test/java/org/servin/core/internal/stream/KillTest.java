package org.servin.core.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.servin.spi.log.LogTarget;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;

/** Kills engines, each in a JVM of its own, while a process writes; a named pipe stands for the pipe that the monitor keeps open. */
@Timeout(120)
class KillTest {
    private static final long STARTED = 42;
    private static final int ENGINES = 6;

    @TempDir
    Path folder;

    /** A process seen through named pipes. */
    private record Found(Fd out, CompletableFuture<Exit> ended) implements RunningProcess {
        static Found open(Path folder) {
            return new Found(Descriptors.open(folder.resolve("out"), Descriptors.O_RDONLY | Descriptors.O_NONBLOCK, 0), new CompletableFuture<>());
        }

        @Override
        public int pid() {
            return 1;
        }

        @Override
        public long startedEpochNanos() {
            return STARTED;
        }

        @Override
        public OptionalInt stream(Stream which) {
            return which == Stream.STDOUT ? OptionalInt.of(out.number()) : OptionalInt.empty();
        }

        @Override
        public void closeStdin() { }

        @Override
        public void resize(int rows, int columns) { }

        @Override
        public void signal(int number) { }

        @Override
        public CompletionStage<Exit> exit() {
            return ended;
        }

        @Override
        public void release() {
            out.close();
        }
    }

    private static LogTarget target(Path folder) {
        return new LogTarget("c1", "c", "i", "i", List.of(), List.of(), Map.of(), 0, Map.of(), folder.resolve("kept"));
    }

    private static OutputPump engine(Path folder, Found process) {
        OutputPump pump = new OutputPump(new FakeDrivers(new LineFileDriver()), new Settings(Map.of(), Path.of("/nonexistent")));
        pump.begin(target(folder), FakeDrivers.NAME, process, false, true, folder.resolve("run"));
        return pump;
    }

    /** An engine that runs until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        engine(Path.of(arguments[0]), Found.open(Path.of(arguments[0])));
        Thread.currentThread().join();
    }

    private Process spawn() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-Xshare:auto",
                "-cp", System.getProperty("java.class.path"), KillTest.class.getName(), folder.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("engine.out").toFile()).start();
    }

    @Test
    void everyLineIsThereOnceAfterSeveralEnginesWereKilled() throws Exception {
        Files.createDirectories(folder.resolve("kept"));
        Files.createDirectories(folder.resolve("run"));
        assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve("out").toString()).start().waitFor());
        Found process = Found.open(folder); // held open all the time, as by a monitor
        Fd writing = Descriptors.open(folder.resolve("out"), Descriptors.O_WRONLY | Descriptors.O_NONBLOCK, 0);
        int[] said = {0};
        boolean[] stop = {false};
        Thread writer = new Thread(() -> {
            while (!stop[0]) {
                FakeProcess.write(writing, ("line " + said[0]++ + "\n").getBytes());
                LockSupport.parkNanos(20_000);
            }
        });
        writer.start();
        for (int i = 0; i < ENGINES; i++) {
            long before = size();
            Process engine = spawn();
            long more = 40_000L + 30_000L * i;
            while (size() < before + more) {
                assertTrue(engine.isAlive(), () -> output());
                LockSupport.parkNanos(1_000_000);
            }
            engine.destroyForcibly(); // SIGKILL
            assertTrue(engine.waitFor(30, TimeUnit.SECONDS));
        }
        OutputPump last = engine(folder, process);
        stop[0] = true;
        writer.join();
        writing.close();
        process.ended().complete(new Exit(0, false, 0));
        last.drained("c1").toCompletableFuture().get(30, TimeUnit.SECONDS);
        last.stop();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < said[0]; i++) {
            expected.add("line " + i);
        }
        Same.lines(expected, LineFileDriver.texts(target(folder)), "log");
        process.release();
    }

    private long size() throws IOException {
        Path file = LineFileDriver.file(target(folder));
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("engine.out"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
