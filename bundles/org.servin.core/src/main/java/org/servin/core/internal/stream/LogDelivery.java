package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one run's output from its spools to the log, in order and exactly once: see {@link Checkpoint} for the argument. All work is done by one thread at a time
 * of the driver's threads; the public methods only ask for it.
 *
 * <p>While the driver is away, or fails, output stays in the spool, and delivery is tried again when told by {@link #wake}, or after a pause that grows to
 * {@link #LONGEST_PAUSE}.
 */
final class LogDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(LogDelivery.class);
    private static final int BATCH_BYTES = 64 * 1024;
    private static final int BATCHES_A_TURN = 16;
    private static final long FIRST_PAUSE = 20;
    private static final long LONGEST_PAUSE = 10_000;
    private static final LogSource[] SOURCES = LogSource.values();
    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[BATCH_BYTES]);
    private static final ThreadLocal<Batch> BATCH = ThreadLocal.withInitial(Batch::new);

    /** What the delivery tells its run. Called by the delivery's thread. */
    interface Listener {
        /** Records were added to the log: followers may read on, and there may be room in the spool. */
        void delivered();

        /** Delivery failed or the driver is away: {@link LogDelivery#wake} is to be called after that many milliseconds. */
        void retryIn(long milliseconds);
    }

    private final Path aside;
    private final SinkHolder sinks;
    private final Executor threads;
    private final Listener listener;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final List<Runnable> calls = new ArrayList<>();
    private final CompletableFuture<Void> before;
    private volatile SpoolFolder spools;
    private volatile boolean outputEnded;
    private volatile boolean releaseSink;
    private volatile boolean stopped;
    private boolean running;
    private volatile boolean away;
    private long pause = FIRST_PAUSE;
    private long lastNanos;

    /**
     * Delivers nothing until told.
     *
     * @param aside a folder to be made for output that is left when the run has ended and the driver is away
     * @param before completes when the container's earlier runs are delivered, which come first
     */
    LogDelivery(SpoolFolder spools, Path aside, SinkHolder sinks, Executor threads, CompletableFuture<Void> before, Listener listener) {
        this.spools = spools;
        this.aside = aside;
        this.sinks = sinks;
        this.threads = threads;
        this.before = before;
        this.listener = listener;
    }

    /** There may be something to deliver. Any thread; never waits. */
    void wake() {
        if (asked.compareAndSet(false, true)) {
            submit();
        }
    }

    private void submit() {
        try {
            threads.execute(this::turn);
        } catch (RejectedExecutionException engineStops) {
            LOG.debug("delivery of {} waits for the engine's next start", spools, engineStops);
        }
    }

    /** Gives the driver back as soon as the present batch is through; the next delivery opens the log again. */
    void releaseSink() {
        releaseSink = true;
        wake();
    }

    /** No more output will come: after it was delivered, the spool is deleted and {@link #finished} completes. */
    void outputEnded() {
        outputEnded = true;
        if (hasOutput() || !before.isDone()) {
            wake();
        } else {
            finished.complete(null); // a silent container's end waits for no thread
        }
    }

    /** Whether there is, or was, something to deliver. */
    boolean hasOutput() {
        return !spools.isEmpty();
    }

    /** The engine stops: what is in the spool waits there for its next start. */
    void stop() {
        stopped = true;
        wake();
    }

    /** Completes when all output of the run is in the log. */
    CompletableFuture<Void> finished() {
        return finished;
    }

    /** Whether it is this container's. */
    boolean isOf(String containerId) {
        return spools.container().equals(containerId);
    }

    /** Whether delivery waits for its driver. */
    boolean isAway() {
        return away;
    }

    /** Calls between two batches, after all that is whole was delivered, so that log and spool stand still meanwhile. */
    <T> CompletableFuture<T> whileStill(Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (calls) {
            calls.add(() -> {
                try {
                    result.complete(call.get());
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
        }
        wake();
        return result;
    }

    /** Moves what is left of an ended run out of its folder, so that the folder can go; it is delivered from there. Completes when that is done. */
    CompletableFuture<Void> putAside() {
        return whileStill(() -> {
            if (!finished.isDone()) {
                SpoolFolder old = spools;
                spools = old.copyTo(aside);
                old.delete();
            }
            return null;
        });
    }

    /** Gives a client what was read and is not in the log. Only within {@link #whileStill}, and while the pump stands still too. */
    void giveUndelivered(ClientQueue client) {
        byte[] buffer = BUFFER.get();
        for (LogSource source : SOURCES) {
            int stream = source.ordinal();
            if (spools.backlog(stream) > 0) {
                long end = spools.size(stream);
                for (long at = spools.checkpoint().delivered(stream); at < end;) {
                    int n = spools.read(stream, at, buffer, (int) Math.min(buffer.length, end - at));
                    client.add(new ClientQueue.Chunk(source, Arrays.copyOf(buffer, n), n));
                    at += n;
                }
            }
        }
    }

    /** The time of the last record in the log. Only within {@link #whileStill}. */
    long lastNanos() {
        return lastNanos;
    }

    private void turn() {
        synchronized (this) {
            if (running) {
                return; // the running turn looks at "asked" when it ends
            }
            running = true;
        }
        asked.set(false);
        oneTurn();
        boolean again;
        synchronized (this) {
            running = false;
            again = asked.get();
        }
        if (again) {
            submit(); // behind the others that wait: no container keeps a thread for itself
        }
    }

    private void oneTurn() {
        if (finished.isDone()) {
            runCalls();
            return;
        }
        try {
            if (releaseSink) {
                releaseSink = false;
                sinks.close();
                pause = FIRST_PAUSE;
            }
            if (stopped) {
                sinks.close();
                spools.close();
                finished.completeExceptionally(new ServinException(ErrorKind.UNAVAILABLE, "the engine stops"));
            } else if (before.isDone()) {
                deliver();
            }
        } catch (RuntimeException e) {
            failed(e);
        }
        runCalls();
    }

    private void deliver() {
        boolean ended = outputEnded; // before looking at sizes: all bytes are there if it is set
        lastNanos = Math.max(lastNanos, spools.lastNanos());
        boolean all = true;
        for (LogSource source : SOURCES) {
            all &= deliver(source, ended);
        }
        if (all) {
            if (ended) {
                sinks.close();
                spools.delete();
                finished.complete(null);
            }
        }
    }

    /** Delivers what there is of one stream; false if something is left. */
    private boolean deliver(LogSource source, boolean ended) {
        int stream = source.ordinal();
        for (int batches = 0; !stopped && spools.backlog(stream) > 0; batches++) {
            if (batches == BATCHES_A_TURN) {
                asked.set(true);
                return false;
            }
            Checkpoint checkpoint = spools.checkpoint();
            Optional<LogSink> sink = sinks.sink(checkpoint);
            if (sink.isEmpty()) {
                driverAway();
                return false;
            }
            Batch batch = nextBatch(source, checkpoint.delivered(stream), ended);
            if (batch.isEmpty()) {
                return true;
            }
            checkpoint.intend(stream, sink.get().mark(), lastNanos);
            boolean last = ended && batch.end(batch.size()) == spools.size(stream);
            LogReceipt receipt = last ? sink.get().appendLast(batch.records()) : sink.get().append(batch.records());
            if (receipt.taken() > batch.size()) {
                throw new IllegalStateException("it says that it took " + receipt.taken() + " of " + batch.size() + " records");
            }
            if (receipt.taken() == 0) {
                retryLater();
                return false;
            }
            checkpoint.delivered(stream, batch.end(receipt.taken()), receipt.refused());
            spools.free(stream);
            away = false;
            pause = FIRST_PAUSE;
            listener.delivered();
            if (releaseSink) {
                releaseSink = false;
                sinks.close();
            }
        }
        return true;
    }

    private Batch nextBatch(LogSource source, long from, boolean ended) {
        int stream = source.ordinal();
        byte[] buffer = BUFFER.get();
        long size = spools.size(stream);
        int length = spools.read(stream, from, buffer, (int) Math.min(buffer.length, size - from));
        boolean atEnd = ended && from + length == size;
        Batch batch = BATCH.get();
        batch.clear();
        ArrivalTimes times = spools.times(stream);
        long now = EpochClock.nanos();
        LineSplitter.split(buffer, length, atEnd, LineSplitter.PIECE, (start, textEnd, end, complete) -> {
            lastNanos = Math.max(times.at(from + end, now), lastNanos + 1);
            return batch.add(new LogRecord(source, lastNanos, Arrays.copyOfRange(buffer, start, textEnd), complete), from + end);
        });
        return batch;
    }

    private void driverAway() {
        if (!away) {
            away = true;
            LOG.info("log driver of {} is away: output is kept in the spool", spools);
        }
        retryLater(); // its arrival is told, but its first leases may be others'
    }

    private void retryLater() {
        listener.retryIn(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
    }

    private void failed(RuntimeException e) {
        if (!away) {
            away = true;
            LOG.warn("delivery to the log of {} failed and is tried again, output is kept in the spool: {}", spools, e.getMessage(), e instanceof ServinException ? null : e);
        }
        sinks.close();
        retryLater();
    }

    private void runCalls() {
        List<Runnable> now;
        synchronized (calls) {
            now = List.copyOf(calls);
            calls.clear();
        }
        now.forEach(Runnable::run);
    }
}
