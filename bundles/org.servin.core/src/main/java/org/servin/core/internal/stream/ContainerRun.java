package org.servin.core.internal.stream;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.io.Descriptors;
import org.servin.linux.io.Poll;
import org.servin.spi.log.LogSource;
import org.servin.spi.runtime.RunningProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a container's process: its output goes to the log by way of the spool, and to the channel's clients; input comes back. */
final class ContainerRun {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRun.class);
    private static final int BUFFER = 64 * 1024;
    private static final long NO_SPACE_MILLIS = 1000;
    private final Poller poller;
    private final Channel channel;
    private final RunLog log;
    private final StdinPort stdin;
    private final boolean terminal;
    private final boolean stdinOnce;
    private final ProcessOutput output;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final byte[] buffer;
    private volatile boolean waitsForLog;
    private boolean noSpace;

    /**
     * A run that does nothing until {@link #start}.
     *
     * @param buffer the poller thread's buffer of {@link #newBuffer}
     */
    ContainerRun(Poller poller, Channel channel, RunLog log, RunningProcess process, boolean terminal, boolean stdinOnce, byte[] buffer) {
        this.poller = poller;
        this.channel = channel;
        this.log = log;
        this.stdin = new StdinPort(process);
        this.terminal = terminal;
        this.stdinOnce = stdinOnce;
        this.buffer = buffer;
        Map<LogSource, ProcessOutput.Intake> intakes = new EnumMap<>(LogSource.class);
        for (LogSource source : LogSource.values()) {
            intakes.put(source, new Intake(source));
        }
        this.output = new ProcessOutput(poller, process, intakes, this::ended);
    }

    /** A buffer for runs of one poller. */
    static byte[] newBuffer() {
        return new byte[BUFFER];
    }

    /** Starts to read. */
    void start() {
        output.start();
    }

    /** There may be room again: in a client's queue, or in the spool. */
    void roomAgain() {
        output.reconsider();
    }

    /** The log has more: cheap where nothing waits for that. Any thread. */
    void delivered() {
        if (waitsForLog) {
            waitsForLog = false;
            output.reconsider();
        }
    }

    /** The process's standard input. */
    StdinPort stdin() {
        return stdin;
    }

    /** Whether the process has a terminal. */
    boolean terminal() {
        return terminal;
    }

    /** Whether the end of a client's input is the end of the process's. */
    boolean stdinOnce() {
        return stdinOnce;
    }

    /** What it says, on the way to its logs. */
    RunLog log() {
        return log;
    }

    /** Completes when the last byte was read and is in the logs, or put aside for those that are away. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    private void ended() {
        stdin.close();
        channel.ended(this);
        RunEnd.of(poller, log, drained);
    }

    /** Through the spool where there is a log, straight to the clients otherwise. */
    private final class Intake implements ProcessOutput.Intake {
        private final LogSource source;

        Intake(LogSource source) {
            this.source = source;
        }

        @Override
        public boolean accepts() {
            return !noSpace && channel.hasRoom(poller) && !spoolIsFull();
        }

        private boolean spoolIsFull() {
            if (!log.isFull(source.ordinal())) {
                return false;
            }
            waitsForLog = true; // and look again: the log may have caught up just before
            return log.isFull(source.ordinal());
        }

        @Override
        public int take(int pipe) {
            if (!log.has(source) && Descriptors.available(pipe) == 0) {
                return (Poll.one(pipe, Poll.IN, 0) & Poll.IN) == 0 ? 0 : Descriptors.WOULD_BLOCK;
            }
            int n;
            boolean silent;
            synchronized (channel) {
                silent = log.isSilent();
                n = silent ? show(pipe) : move(pipe);
            }
            if (n > 0 && !silent) {
                log.added(source.ordinal(), buffer);
            }
            return n;
        }

        private int move(int pipe) {
            Spool spool = log.spool(source);
            long before = spool.size();
            int n;
            try {
                n = spool.take(pipe);
            } catch (ErrnoException e) {
                return noSpace(e, pipe);
            }
            if (n > 0) {
                log.came(source, before + n, EpochClock.nanos());
                if (channel.hasClients()) {
                    show(spool, before, before + n);
                }
            }
            return n;
        }

        private void show(Spool spool, long from, long end) {
            for (long at = from; at < end;) {
                int n = spool.read(at, buffer, 0, (int) Math.min(buffer.length, end - at));
                channel.give(new ClientQueue.Chunk(source, Arrays.copyOf(buffer, n), n));
                at += n;
            }
        }

        private int show(int pipe) {
            int n = Descriptors.read(pipe, buffer, 0, buffer.length);
            if (n > 0 && channel.hasClients()) {
                channel.give(new ClientQueue.Chunk(source, Arrays.copyOf(buffer, n), n));
            }
            return n;
        }

        private int drop(int pipe) {
            int n = show(pipe);
            int lines = 0;
            for (int i = 0; i < n; i++) {
                lines += buffer[i] == '\n' ? 1 : 0;
            }
            if (n > 0) {
                log.lost(source.ordinal(), lines, n);
            }
            return n;
        }

        private int noSpace(ErrnoException e, int pipe) {
            if (!e.is(Errno.ENOSPC)) {
                throw e;
            }
            if (output.hasExited() || log.isDropping()) {
                return drop(pipe);
            }
            LOG.warn("{}: no space for its output, which waits: {}", log, e.getMessage());
            noSpace = true;
            poller.schedule(NO_SPACE_MILLIS, () -> {
                noSpace = false;
                output.reconsider();
            });
            return Descriptors.WOULD_BLOCK;
        }
    }
}
