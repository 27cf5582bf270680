package org.servin.core.internal.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.servin.linux.ErrnoException;
import org.servin.linux.io.Descriptors;
import org.servin.spi.log.LogSource;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the output pipes of one process until its last byte: until the process has ended and every pipe has, too. A process that it
 * left behind may hold a pipe open for ever, so that after the exit a pipe that stays empty for {@link #GRACE_MILLIS} counts as ended.
 *
 * <p>A writer that flushes each line would wake the pump once a line. When little comes many times at a quick pace, the pipe is left alone for {@link #REST_MILLIS}
 * between two reads, so that output collects; whoever writes now and then, or much, is never delayed.
 *
 * <p>Public methods may be called by any thread; all else happens in the poller's.
 */
final class ProcessOutput {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessOutput.class);
    private static final long GRACE_MILLIS = 500;
    private static final int LITTLE = 8 * 1024;
    private static final long QUICK_NANOS = 300_000;
    private static final int QUICK_TIMES = 32;
    private static final long REST_MILLIS = 4;

    /** Where one pipe's bytes go. Used in the poller's thread. */
    interface Intake {
        /** Whether it takes bytes now; {@link ProcessOutput#reconsider} is called when that may have changed. */
        boolean accepts();

        /** Takes what there is: how many bytes, 0 at the end, {@link Descriptors#WOULD_BLOCK} for none. */
        int take(int pipe);
    }

    private final class Source implements Poller.Handler {
        private final int pipe;
        private final Intake intake;
        private long registration;
        private boolean watched;
        private boolean ended;
        private boolean idle;
        private long lastTime;
        private int quick;

        Source(int pipe, Intake intake) {
            this.pipe = pipe;
            this.intake = intake;
        }

        void watch() {
            if (!ended && !watched) {
                registration = poller.add(pipe, this);
                watched = true;
            }
        }

        void unwatch() {
            if (watched) {
                watched = false;
                poller.remove(registration, pipe);
            }
        }

        @Override
        public void ready() {
            idle = false;
            if (!exited && !intake.accepts()) {
                unwatch();
                return;
            }
            try {
                int n = intake.take(pipe);
                if (n == 0) {
                    end();
                } else {
                    restIfBusy(n);
                }
            } catch (ErrnoException e) {
                LOG.error("output of process {} cannot be read on", process.pid(), e);
                end();
            }
        }

        private void restIfBusy(int bytes) {
            long now = System.nanoTime();
            boolean busy = bytes < LITTLE && now - lastTime < (quick < QUICK_TIMES ? QUICK_NANOS : QUICK_NANOS + REST_MILLIS * 2_000_000);
            quick = busy ? quick + 1 : 0;
            lastTime = now;
            if (quick >= QUICK_TIMES && !exited) {
                unwatch();
                poller.schedule(REST_MILLIS, this::watch);
            }
        }

        void end() {
            unwatch();
            ended = true;
            endIfAllEnded();
        }
    }

    private final Poller poller;
    private final RunningProcess process;
    private final Runnable ended;
    private final List<Source> sources = new ArrayList<>();
    private boolean exited;
    private boolean over;

    /**
     * Reads nothing until {@link #start}.
     *
     * @param ended called once, in the poller's thread, when the descriptors are used no longer
     */
    ProcessOutput(Poller poller, RunningProcess process, Map<LogSource, Intake> intakes, Runnable ended) {
        this.poller = poller;
        this.process = process;
        this.ended = ended;
        intakes.forEach((source, intake) -> {
            OptionalInt pipe = process.stream(source == LogSource.STDOUT ? Stream.STDOUT : Stream.STDERR);
            pipe.ifPresent(number -> sources.add(new Source(number, intake)));
        });
    }

    /** Starts to read. */
    void start() {
        poller.execute(() -> {
            sources.forEach(Source::watch);
            process.exit().whenComplete((exit, failure) -> poller.execute(this::exited));
        });
    }

    /** An intake may take bytes again. */
    void reconsider() {
        poller.execute(() -> {
            for (Source source : sources) {
                if (source.intake.accepts() && !over) {
                    source.watch();
                }
            }
        });
    }

    /** Whether the process has ended. In the poller's thread. */
    boolean hasExited() {
        return exited;
    }

    private void exited() {
        exited = true; // what is left fits in the pipes: it is taken whether or not there is room, so that no exit hangs
        sources.forEach(Source::watch);
        endIfAllEnded();
        if (!over) {
            sources.forEach(source -> source.idle = true);
            poller.schedule(GRACE_MILLIS, this::giveUpWhatIsIdle);
        }
    }

    private void giveUpWhatIsIdle() {
        for (Source source : List.copyOf(sources)) {
            if (!source.ended && source.watched && source.idle) {
                source.end();
            }
            source.idle = true;
        }
        if (!over) {
            poller.schedule(GRACE_MILLIS, this::giveUpWhatIsIdle);
        }
    }

    private void endIfAllEnded() {
        if (exited && !over && sources.stream().allMatch(source -> source.ended)) {
            over = true;
            ended.run();
        }
    }
}
