package org.servin.runtime.internal.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
import org.servin.spi.runtime.Stream;

/**
 * The engine's side of a monitor: its process, and the descriptors that engine and monitor share. The monitor holds each of them too, under the numbers
 * below, so that they can be got back after a restart of the engine. Thread-safe.
 */
final class Monitor implements AutoCloseable {
    /** How ps shows a monitor. */
    static final List<String> NAME = List.of("servin-init");
    /** The same without arguments. */
    private static final String COMM = "servin-init";

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
    private final Set<Stream> streams;
    private final Map<Stream, Fd> ready;
    private final Fd life;
    private Optional<Fd> terminal = Optional.empty();

    /**
     * A monitor.
     *
     * @param streams those that the process has
     * @param ready the engine's ends of them, as far as they are at hand; the others are got from the monitor when they are asked for
     */
    private Monitor(Pidfd process, Set<Stream> streams, Map<Stream, Fd> ready, Fd life) {
        this.process = process;
        this.streams = streams;
        this.ready = ready;
        this.life = life;
    }

    private static Set<Stream> streams(boolean stdin, boolean terminal) {
        Set<Stream> streams = EnumSet.of(Stream.STDOUT);
        if (stdin) {
            streams.add(Stream.STDIN);
        }
        if (!terminal) {
            streams.add(Stream.STDERR);
        }
        return streams;
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
            Map<Stream, Fd> ready = new EnumMap<>(Stream.class);
            in.ifPresent(p -> ready.put(Stream.STDIN, p.write()));
            ready.put(Stream.STDOUT, out.read());
            err.ifPresent(p -> ready.put(Stream.STDERR, p.read()));
            return new Spawned(new Monitor(process, streams(spec.stdin(), spec.terminal()), ready, life.read()), new Control(control.ours()));
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
        try {
            if (ProcessFiles.holds(record.monitor(), FOLDER, folder)) {
                return Optional.of(new Monitor(process, streams(record.stdin(), record.terminal()), new EnumMap<>(Stream.class), process.take(LIFE_R)));
            }
            if (ProcessFiles.isOurDead(record.monitor(), COMM)) { // it ended while no driver was there
                process.tryReap();
            }
        } catch (ErrnoException e) {
            if (!isGone(e)) {
                process.close();
                throw ServinException.internal("cannot take a container back: " + e.getMessage(), e);
            }
        }
        process.close();
        return Optional.empty();
    }

    /** The monitor has ended meanwhile, or closed the descriptor. */
    private static boolean isGone(ErrnoException e) {
        return e.is(Errno.ESRCH) || e.is(Errno.EBADF);
    }

    int pid() {
        return process.pid();
    }

    /** Gives the engine's end of a stream away; empty if there is none, or it was closed. */
    synchronized OptionalInt give(Stream which) {
        if (!streams.contains(which) || process.fd().isClosed()) {
            return OptionalInt.empty();
        }
        Fd own = ready.remove(which);
        return own != null ? OptionalInt.of(own.give()) : take(number(which)).map(fd -> OptionalInt.of(fd.give())).orElse(OptionalInt.empty());
    }

    private static int number(Stream which) {
        return switch (which) {
            case STDIN -> STDIN_W;
            case STDOUT -> STDOUT_R;
            case STDERR -> STDERR_R;
        };
    }

    private Optional<Fd> take(int number) {
        try {
            return Optional.of(process.take(number));
        } catch (ErrnoException e) {
            if (isGone(e)) {
                return Optional.empty();
            }
            throw ServinException.internal("cannot take a stream of a container back: " + e.getMessage(), e);
        }
    }

    /** Hung up when the exit is on record, or the monitor is gone. */
    Fd life() {
        return life;
    }

    /** Closes standard input on the monitor's side, and the engine's end if it was not given away. */
    synchronized void closeStdin() {
        Fd own = ready.remove(Stream.STDIN);
        if (own != null) {
            own.close();
        }
        process.signal(SIGUSR1);
    }

    /** The terminal's near end; empty if there is none (yet, or any more). */
    synchronized Optional<Fd> terminal() {
        if (terminal.isEmpty()) {
            terminal = take(MASTER);
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

    /** Closes what was not given away. */
    synchronized void closeStreams() {
        ready.values().forEach(Fd::close);
        ready.clear();
    }

    /** Closes the engine's descriptors; the monitor goes on. */
    @Override
    public synchronized void close() {
        closeStreams();
        life.close();
        terminal.ifPresent(Fd::close);
        process.close();
    }
}
