package org.servin.core.internal.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.OomNotice;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.RuntimeDriver;
import org.servin.spi.runtime.Stats;
import org.servin.spi.runtime.Stream;
import org.servin.spi.runtime.Task;

/** Runs nothing, but keeps books as if; its books survive a restart of the engine. */
final class FakeRuntime implements RuntimeDriver {
    final Map<String, FakeTask> tasks = new ConcurrentHashMap<>();
    private final AtomicInteger pids = new AtomicInteger(1000);
    private final EngineTime time;
    /** Signals that end a process, beside SIGKILL. */
    volatile boolean obedient = true;
    volatile String startFailure = "";
    volatile Supplier<FakeProcess> probe = () -> FakeProcess.ended("", 0);
    volatile Runnable onLaunch = () -> { };
    volatile Runnable onStart = () -> { };

    FakeRuntime(EngineTime time) {
        this.time = time;
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Map<String, String> facts() {
        return Map.of();
    }

    @Override
    public Task launch(LaunchSpec spec) {
        onLaunch.run();
        FakeTask task = new FakeTask(spec.id(), pids.incrementAndGet());
        if (tasks.putIfAbsent(spec.id(), task) != null) {
            throw new ServinException(ErrorKind.INTERNAL, "launched twice: " + spec.id());
        }
        return task;
    }

    @Override
    public Optional<Task> adopt(String id, Path runFolder) {
        return Optional.ofNullable(tasks.get(id));
    }

    FakeTask of(String id) {
        return tasks.get(id);
    }

    final class FakeTask implements Task, OomNotice {
        final String id;
        final int pid;
        final List<Integer> signals = new CopyOnWriteArrayList<>();
        final CompletableFuture<Exit> exit = new CompletableFuture<>();
        volatile boolean started;
        volatile boolean frozen;
        volatile boolean destroyed;
        volatile long startedAt;
        volatile Runnable onOom = () -> { };

        FakeTask(String id, int pid) {
            this.id = id;
            this.pid = pid;
        }

        void end(int code) {
            end(code, code == 137);
        }

        void end(int code, boolean oomKilled) {
            exit.complete(new Exit(code, oomKilled, time.epochNanos()));
        }

        @Override
        public void onOom(Runnable action) {
            onOom = action;
        }

        @Override
        public int pid() {
            return pid;
        }

        @Override
        public long startedEpochNanos() {
            return startedAt;
        }

        @Override
        public OptionalInt stream(Stream which) {
            return OptionalInt.empty();
        }

        @Override
        public void closeStdin() { }

        @Override
        public void resize(int rows, int columns) { }

        @Override
        public void signal(int number) {
            if (exit.isDone() || !started) {
                throw ServinException.conflict("no process");
            }
            signals.add(number);
            if (number == 9 || obedient && number == 15) {
                end(128 + number);
            }
        }

        @Override
        public CompletionStage<Exit> exit() {
            return exit;
        }

        @Override
        public void release() { }

        @Override
        public void start() {
            onStart.run();
            if (!startFailure.isEmpty()) {
                tasks.remove(id);
                throw new ServinException(ErrorKind.INTERNAL, startFailure);
            }
            startedAt = time.epochNanos();
            started = true;
        }

        @Override
        public RunningProcess exec(String execId, ProcessSpec process) {
            return probe.get();
        }

        @Override
        public List<String> execs() {
            return List.of();
        }

        @Override
        public RunningProcess adoptExec(String execId) {
            throw ServinException.notFound(execId);
        }

        @Override
        public void pause() {
            frozen = true;
        }

        @Override
        public void resume() {
            frozen = false;
        }

        @Override
        public void update(Resources resources) { }

        @Override
        public Stats stats() {
            throw ServinException.conflict("no counters");
        }

        @Override
        public List<Integer> pids() {
            return List.of(pid);
        }

        @Override
        public void destroy() {
            destroyed = true;
            tasks.remove(id, this);
        }
    }
}
