package org.servin.runtime.internal.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.fs.At;
import org.servin.linux.io.Descriptors;
import org.servin.linux.io.Pipe;
import org.servin.linux.process.Pidfd;
import org.servin.linux.process.ProcessFiles;
import org.servin.linux.process.SocketPair;
import org.servin.linux.process.Spawn;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.ProcessSpec;

/**
 * The engine's side of a monitor: its process, and the descriptors that engine and monitor share. The monitor holds each of them too, under the numbers
 * below, so that they can be got back after a restart of the engine. Thread-safe.
 */
final class Monitor implements AutoCloseable {
    /** How ps shows a monitor. */
    static final List<String> NAME = List.of("servin-init");

    /* The numbers in init.h. */
    private static final int FOLDER = 4;
    private static final int STDIN_W = 8;
    private static final int STDOUT_R = 9;
    private static final int STDERR_R = 10;
    private static final int LIFE_R = 12;
    private static final int MASTER = 13;

    private static final int PIPE_BYTES = 1 << 20;
    private static final int SIGKILL = 9;
    private static final int SIGUSR1 = 10;

    private final Pidfd process;
    private final Optional<Fd> stdin;
    private final Fd stdout;
    private final Optional<Fd> stderr;
    private final Fd life;
    private Optional<Fd> terminal = Optional.empty();

    private Monitor(Pidfd process, Optional<Fd> stdin, Fd stdout, Optional<Fd> stderr, Fd life) {
        this.process = process;
        this.stdin = stdin;
        this.stdout = stdout;
        this.stderr = stderr;
        this.life = life;
    }

    /** A monitor that was just started, and the way to tell it what to do. */
    record Spawned(Monitor monitor, Control control) { }

    /**
     * Starts a monitor for a process of this kind.
     *
     * @param name its arguments, which only ps shows; a reaper has the same
     */
    static Spawned spawn(InitProgram program, Fd devNull, Path folder, ProcessSpec spec, List<String> name) {
        List<Fd> theirs = new ArrayList<>();
        List<Fd> ours = new ArrayList<>();
        try {
            SocketPair control = SocketPair.open();
            theirs.add(control.theirs());
            ours.add(control.ours());
            Fd run = new Fd(At.openFolder(folder));
            theirs.add(run);
            Optional<Pipe> in = spec.stdin() ? Optional.of(pipe(false, theirs, ours)) : Optional.empty();
            Pipe out = pipe(true, theirs, ours);
            Optional<Pipe> err = spec.terminal() ? Optional.empty() : Optional.of(pipe(true, theirs, ours));
            Pipe life = Pipe.open(0);
            theirs.add(life.write());
            ours.add(life.read());
            List<Fd> given = Arrays.asList(devNull, devNull, devNull, control.theirs(), run,
                    in.map(Pipe::read).orElse(devNull), out.write(), err.map(Pipe::write).orElse(devNull),
                    in.map(Pipe::write).orElse(devNull), out.read(), err.map(Pipe::read).orElse(devNull),
                    life.write(), life.read(), devNull);
            Pidfd process = Pidfd.open(Spawn.start(program.file(), name, given)).orElseThrow();
            return new Spawned(new Monitor(process, in.map(Pipe::write), out.read(), err.map(Pipe::read), life.read()), new Control(control.ours()));
        } catch (ErrnoException e) {
            ours.forEach(Fd::close);
            throw ServinException.internal("cannot start a monitor: " + e.getMessage(), e);
        } finally {
            theirs.forEach(Fd::close);
        }
    }

    private static Pipe pipe(boolean output, List<Fd> theirs, List<Fd> ours) {
        Pipe pipe = Pipe.open(0);
        Fd engine = output ? pipe.read() : pipe.write();
        theirs.add(output ? pipe.write() : pipe.read());
        ours.add(engine);
        Descriptors.nonBlocking(engine.number(), true);
        if (output) {
            enlarge(engine);
        }
        return pipe;
    }

    /** So that a container can write on for a while when the engine is away. Where the host does not grant it, the pipe stays as it is. */
    private static void enlarge(Fd pipe) {
        try {
            Descriptors.pipeSize(pipe.number(), PIPE_BYTES);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPERM) && !e.is(Errno.EBUSY) && !e.is(Errno.ENOMEM)) {
                throw e;
            }
        }
    }

    /** Finds a monitor again; empty if it has ended. That its number is still its own is seen by the folder that it holds open. */
    static Optional<Monitor> adopt(RunFiles.Record record, Path folder) {
        Optional<Pidfd> found = Pidfd.open(record.monitor());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Pidfd process = found.get();
        List<Fd> taken = new ArrayList<>();
        try {
            if (ProcessFiles.holds(record.monitor(), FOLDER, folder)) {
                Optional<Fd> in = record.stdin() ? takeOpen(process, STDIN_W, taken) : Optional.empty();
                Fd out = take(process, STDOUT_R, taken);
                Optional<Fd> err = record.terminal() ? Optional.empty() : Optional.of(take(process, STDERR_R, taken));
                return Optional.of(new Monitor(process, in, out, err, take(process, LIFE_R, taken)));
            }
        } catch (ErrnoException e) {
            taken.forEach(Fd::close);
            if (!e.is(Errno.ESRCH) && !e.is(Errno.EBADF)) { // it ended meanwhile
                process.close();
                throw ServinException.internal("cannot take the streams of a container back: " + e.getMessage(), e);
            }
        }
        process.close();
        return Optional.empty();
    }

    private static Fd take(Pidfd process, int number, List<Fd> taken) {
        Fd fd = process.take(number);
        taken.add(fd);
        return fd;
    }

    /** Standard input may have been closed. */
    private static Optional<Fd> takeOpen(Pidfd process, int number, List<Fd> taken) {
        try {
            return Optional.of(take(process, number, taken));
        } catch (ErrnoException e) {
            if (e.is(Errno.EBADF)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    int pid() {
        return process.pid();
    }

    Optional<Fd> stdin() {
        return stdin;
    }

    Fd stdout() {
        return stdout;
    }

    Optional<Fd> stderr() {
        return stderr;
    }

    /** Hung up when the exit is on record, or the monitor is gone. */
    Fd life() {
        return life;
    }

    /** Closes standard input on both sides. */
    void closeStdin() {
        stdin.ifPresent(Fd::close);
        process.signal(SIGUSR1);
    }

    /** The terminal's near end; empty if there is none (yet, or any more). */
    synchronized Optional<Fd> terminal() {
        if (terminal.isEmpty()) {
            try {
                terminal = Optional.of(process.take(MASTER));
            } catch (ErrnoException e) {
                if (!e.is(Errno.EBADF) && !e.is(Errno.ESRCH)) {
                    throw e;
                }
            }
        }
        return terminal;
    }

    /** Ends it, and waits for that if it is our child. */
    void end() {
        if (!process.fd().isClosed()) {
            process.signal(SIGKILL);
            process.reap();
        }
    }

    /** Closes the engine's descriptors; the monitor goes on. */
    @Override
    public synchronized void close() {
        stdin.ifPresent(Fd::close);
        stdout.close();
        stderr.ifPresent(Fd::close);
        life.close();
        terminal.ifPresent(Fd::close);
        process.close();
    }
}
