package org.servin.runtime.internal.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.servin.linux.Fd;
import org.servin.linux.io.Poll;
import org.servin.linux.process.Pidfd;
import org.servin.linux.process.ProcessFiles;
import org.servin.linux.pty.Terminal;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;

/** A process under a monitor, or one that has ended and left its record. */
final class MonitoredProcess implements RunningProcess {
    private static final int SIGKILL = 9;
    private static final int KILLED = 128 + SIGKILL;
    /** A killed process may have to leave the kernel's depths first. */
    private static final int DEATH_MS = 10_000;

    private final RunFiles files;
    private final boolean ownFolder;
    private final int pid;
    private final boolean hasTerminal;
    private final Leftovers leftovers;
    private final Optional<Monitor> monitor;
    private final Optional<Pidfd> process;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private Runnable gone = () -> { };
    private long started;
    private boolean released;
    private boolean reaped;

    /**
     * A process.
     *
     * @param ownFolder whether the run folder is only this process's, and goes with it
     * @param leftovers what it can leave behind
     * @param monitor its monitor; empty if that has ended
     * @param process its handle; empty if it has ended
     */
    MonitoredProcess(RunFiles files, boolean ownFolder, RunFiles.Record record, Leftovers leftovers, Optional<Monitor> monitor, Optional<Pidfd> process) {
        this.files = files;
        this.ownFolder = ownFolder;
        this.pid = record.pid();
        this.hasTerminal = record.terminal();
        this.leftovers = leftovers;
        this.monitor = monitor;
        this.process = process;
    }

    /** Finds a process again by its files; its monitor may have ended. */
    static MonitoredProcess adopt(RunFiles files, boolean exec, RunFiles.Record record, Leftovers leftovers) {
        Optional<Monitor> monitor = Monitor.adopt(record, realPath(files.folder()));
        Optional<Pidfd> handle = monitor.flatMap(m -> child(record));
        return new MonitoredProcess(files, exec, record, leftovers, monitor, handle);
    }

    /** A process that its monitor has not waited for yet keeps its number; one with another parent is another one. */
    private static Optional<Pidfd> child(RunFiles.Record record) {
        Optional<Pidfd> handle = Pidfd.open(record.pid());
        if (handle.isPresent() && !ProcessFiles.parent(record.pid()).equals(OptionalInt.of(record.monitor()))) {
            handle.get().close();
            return Optional.empty();
        }
        return handle;
    }

    private static Path realPath(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw ServinException.internal("cannot resolve " + folder, e);
        }
    }

    /**
     * Waits for its end from now on; for one without a monitor that is now.
     *
     * @param whenGone called once when the engine has nothing of it any more
     */
    void watch(DescriptorWatch watch, long startedEpochNanos, Runnable whenGone) {
        synchronized (this) {
            started = startedEpochNanos;
            gone = whenGone;
        }
        monitor.ifPresentOrElse(m -> watch.onHangUp(m.life(), this::ended), this::ended);
    }

    private void ended() {
        try {
            Optional<Exit> record = files.exit();
            leftovers.ended(record.isPresent());
            exit.complete(record.orElseGet(() -> new Exit(KILLED, false, EpochClock.nanos())));
        } catch (RuntimeException e) {
            exit.completeExceptionally(e);
        }
        synchronized (this) {
            if (released) {
                reap();
            }
        }
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public synchronized long startedEpochNanos() {
        return started;
    }

    @Override
    public OptionalInt stream(Stream which) {
        return monitor.map(m -> m.give(which)).orElse(OptionalInt.empty());
    }

    @Override
    public void closeStdin() {
        if (!hasTerminal) {
            monitor.ifPresent(Monitor::closeStdin);
        }
    }

    @Override
    public void resize(int rows, int columns) {
        Fd terminal = monitor.filter(m -> hasTerminal).flatMap(Monitor::terminal)
                .orElseThrow(() -> ServinException.conflict("process " + pid + " has no terminal"));
        Terminal.resize(terminal, rows, columns);
    }

    @Override
    public void signal(int number) {
        if (!process.map(p -> p.signal(number)).orElse(false)) {
            throw ServinException.conflict("process " + pid + " has ended");
        }
    }

    @Override
    public void kill() {
        process.ifPresent(p -> p.signal(SIGKILL));
        leftovers.kill();
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit.minimalCompletionStage();
    }

    /** Its run folder. */
    Path folder() {
        return files.folder();
    }

    boolean hasExited() {
        return exit.isDone();
    }

    /** Whether the engine has nothing of it any more. */
    synchronized boolean isGone() {
        return reaped;
    }

    @Override
    public synchronized void release() {
        if (released) {
            return;
        }
        released = true;
        if (exit.isDone()) {
            reap();
        } else {
            monitor.ifPresent(Monitor::closeStreams); // left to itself: the rest is done when it ends
        }
    }

    private void reap() {
        if (!reaped) {
            reaped = true;
            monitor.ifPresent(Monitor::end);
            disconnect();
            if (ownFolder) {
                files.deleteFolder();
            } else {
                files.delete();
            }
            leftovers.gone();
            gone.run();
        }
    }

    /** Closes what the engine has of it; it runs on. */
    void disconnect() {
        monitor.ifPresent(Monitor::close);
        process.ifPresent(Pidfd::close);
    }

    /** Ends it at once, with its monitor. */
    void abandon() {
        process.ifPresent(p -> {
            p.signal(SIGKILL);
            Poll.one(p.fd().number(), Poll.IN, DEATH_MS);
            monitor.ifPresent(m -> Poll.one(m.life().number(), 0, DEATH_MS)); // it waits for its child
        });
        exit.complete(new Exit(KILLED, false, EpochClock.nanos()));
        release();
    }
}
