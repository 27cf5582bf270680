package org.servin.core.internal.stream;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
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
    private static final long AWAY_MILLIS = 2000;
    private static final long HANGS_MILLIS = 10_000;

    /**
     * What a run's output goes to.
     *
     * @param spools the spool; empty for no log at all
     * @param delivery from there to the log; empty for no log
     * @param limit bytes of a stream that may wait in the spool
     * @param dropping whether output is dropped rather than the container made to wait when that is reached
     */
    record Logging(Optional<SpoolFolder> spools, Optional<LogDelivery> delivery, long limit, boolean dropping) { }

    private final Poller poller;
    private final Channel channel;
    private final Logging logging;
    private final StdinPort stdin;
    private final boolean terminal;
    private final boolean stdinOnce;
    private final ProcessOutput output;
    private final Map<LogSource, Long> dropped = new EnumMap<>(LogSource.class);
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final byte[] buffer;
    private volatile boolean waitsForLog;
    private boolean noSpace;

    /**
     * A run that does nothing until {@link #start}.
     *
     * @param buffer the poller thread's buffer of {@link #newBuffer}
     */
    ContainerRun(Poller poller, Channel channel, Logging logging, RunningProcess process, boolean terminal, boolean stdinOnce, byte[] buffer) {
        this.poller = poller;
        this.channel = channel;
        this.logging = logging;
        this.stdin = new StdinPort(process);
        this.terminal = terminal;
        this.stdinOnce = stdinOnce;
        this.buffer = buffer;
        Map<LogSource, ProcessOutput.Intake> intakes = new EnumMap<>(LogSource.class);
        for (LogSource source : LogSource.values()) {
            intakes.put(source, logging.spools().isPresent() ? new Spooled(source, logging.spools().get()) : new Direct(source));
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

    /** Spool and delivery. */
    Logging logging() {
        return logging;
    }

    /** Completes when the last byte was read and is in the log, or in the spool if the log driver is away. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    private void ended() {
        stdin.close();
        channel.ended(this);
        dropped.forEach((source, bytes) -> LOG.warn("{}: {} bytes of {} were dropped because its log driver was too slow", logging.spools().get(), bytes, source.text()));
        if (logging.delivery().isEmpty()) {
            drained.complete(null);
            return;
        }
        LogDelivery delivery = logging.delivery().get();
        delivery.finished().whenComplete((nothing, failure) -> {
            if (failure == null) {
                drained.complete(null);
            } else {
                drained.completeExceptionally(failure);
            }
        });
        delivery.outputEnded();
        Runnable away = poller.schedule(AWAY_MILLIS, () -> {
            if (delivery.isAway()) {
                delivery.putAside().whenComplete((nothing, failure) -> drained.complete(null));
            }
        });
        Runnable hangs = poller.schedule(HANGS_MILLIS, () -> drained.complete(null));
        drained.whenComplete((nothing, failure) -> {
            away.run();
            hangs.run();
        });
    }

    /** Through the spool, for a container with a log. */
    private final class Spooled implements ProcessOutput.Intake {
        private final LogSource source;
        private final SpoolFolder spools;

        Spooled(LogSource source, SpoolFolder spools) {
            this.source = source;
            this.spools = spools;
        }

        @Override
        public boolean accepts() {
            return !noSpace && channel.hasRoom(poller) && (logging.dropping() || !spoolIsFull());
        }

        private boolean spoolIsFull() {
            if (spools.backlog(source.ordinal()) < logging.limit()) {
                return false;
            }
            waitsForLog = true; // and look again: the log may have caught up just before
            return spools.backlog(source.ordinal()) >= logging.limit();
        }

        @Override
        public int take(int pipe) {
            if (!spools.has(source) && Descriptors.available(pipe) == 0) {
                return (Poll.one(pipe, Poll.IN, 0) & Poll.IN) == 0 ? 0 : Descriptors.WOULD_BLOCK;
            }
            int n;
            synchronized (channel) {
                n = logging.dropping() && spoolIsFull() ? drop(pipe) : move(pipe);
            }
            if (n > 0) {
                logging.delivery().get().wake();
            }
            return n;
        }

        private int move(int pipe) {
            Spool spool = spools.spool(source);
            long before = spool.size();
            int n;
            try {
                n = spool.take(pipe);
            } catch (ErrnoException e) {
                return noSpace(e, pipe);
            }
            if (n > 0) {
                spools.times(source.ordinal()).add(before + n, EpochClock.nanos());
                if (channel.hasClients()) {
                    show(spool, before, before + n);
                }
            }
            return n;
        }

        private void show(Spool spool, long from, long end) {
            for (long at = from; at < end;) {
                int n = spool.read(at, buffer, (int) Math.min(buffer.length, end - at));
                channel.give(new ClientQueue.Chunk(source, Arrays.copyOf(buffer, n), n));
                at += n;
            }
        }

        private int drop(int pipe) {
            int n = Descriptors.read(pipe, buffer, 0, buffer.length);
            if (n > 0) {
                dropped.merge(source, (long) n, Long::sum);
                channel.give(new ClientQueue.Chunk(source, Arrays.copyOf(buffer, n), n));
            }
            return n;
        }

        private int noSpace(ErrnoException e, int pipe) {
            if (!e.is(Errno.ENOSPC)) {
                throw e;
            }
            if (output.hasExited()) {
                return drop(pipe);
            }
            LOG.warn("{}: no space for its output, which waits: {}", spools, e.getMessage());
            noSpace = true;
            poller.schedule(NO_SPACE_MILLIS, () -> {
                noSpace = false;
                output.reconsider();
            });
            return Descriptors.WOULD_BLOCK;
        }
    }

    /** Straight to the clients, for a container without a log. */
    private final class Direct implements ProcessOutput.Intake {
        private final LogSource source;

        Direct(LogSource source) {
            this.source = source;
        }

        @Override
        public boolean accepts() {
            return channel.hasRoom(poller);
        }

        @Override
        public int take(int pipe) {
            int n = Descriptors.read(pipe, buffer, 0, buffer.length);
            if (n > 0 && channel.hasClients()) {
                synchronized (channel) {
                    channel.give(new ClientQueue.Chunk(source, Arrays.copyOf(buffer, n), n));
                }
            }
            return n;
        }
    }
}
