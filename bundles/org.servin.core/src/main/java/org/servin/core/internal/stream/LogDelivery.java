package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one run's output from its spools to one log, in order and exactly once: see {@link Checkpoint} for the argument. All work is done by one thread at a time
 * of the driver's threads; the public methods only ask for it, but for {@link #trim}.
 *
 * <p>While the driver is away, or fails, output stays in the spool, and delivery is tried again when told by {@link #wake}, or after a pause that grows to
 * {@link #LONGEST_PAUSE}.
 */
final class LogDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(LogDelivery.class);
    private static final int BATCHES_A_TURN = 16;
    private static final long FIRST_PAUSE = 20;
    private static final long LONGEST_PAUSE = 10_000;
    private static final long LAST_CALL_MILLIS = 1000;
    private static final Duration HANGS = Duration.ofMillis(1500);
    private static final LogSource[] SOURCES = LogSource.values();

    /** What the delivery tells its run, and asks it for. Called by the delivery's thread, but for {@link #later}. */
    interface Listener {
        /** Records were added to the log: followers may read on, and there may be room in the spool. */
        void delivered(int stream);

        /** Does something after that many milliseconds. */
        void later(long milliseconds, Runnable task);

        /** It does not use the run's spools any more. */
        void left(LogDelivery delivery);
    }

    private final SinkHolder sinks;
    private final Listener listener;
    private final Turns turns;
    private final BatchReader reader = new BatchReader();
    private final Sending sending = new Sending();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final DeliveryLine line;
    private final CompletableFuture<Void> before;
    private volatile LogPart part;
    private volatile SpoolFolder spools;
    private volatile Checkpoint checkpoint;
    private volatile boolean apart;
    private volatile boolean outputEnded;
    private volatile boolean releaseSink;
    private volatile boolean stopped;
    private volatile boolean away;
    private long pause = FIRST_PAUSE;

    /**
     * Delivers nothing until told.
     *
     * @param line the container's deliveries to the same log, of which this becomes the last
     */
    LogDelivery(LogPart part, SpoolFolder spools, SinkHolder sinks, Executor threads, DeliveryLine line, Listener listener) {
        this.part = part;
        this.spools = spools;
        this.sinks = sinks;
        this.line = line;
        this.listener = listener;
        this.turns = new Turns(threads, this::turn);
        this.before = line.add(this);
        if (!before.isDone()) {
            before.whenComplete((nothing, failure) -> wake());
        }
    }

    /** Which log it is. */
    LogPart part() {
        return part;
    }

    /** What became of its records. */
    Tally tally() {
        return line.tally();
    }

    /** There is something, or there will be, in the spools. */
    void begin(Checkpoint made) {
        checkpoint = made.counting(tally());
    }

    /** Its state; empty as long as the container has not said anything. */
    Optional<Checkpoint> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    /** Goes on with other options of the same log, from the next batch on. */
    void change(LogPart other) {
        part = other;
        checkpoint().ifPresent(c -> c.describe(other));
        releaseSink();
    }

    /** There may be something to deliver. Any thread; never waits. */
    void wake() {
        turns.ask();
    }

    /** Gives the driver back as soon as the present batch is through, which is called off if that takes long; the next delivery opens the log again. */
    void releaseSink() {
        releaseSink = true;
        wake();
        long call = sending.present();
        listener.later(LAST_CALL_MILLIS, () -> sending.interrupt(call));
    }

    /** No more output will come: after it was delivered, {@link #finished} completes. */
    void outputEnded() {
        outputEnded = true;
        if (checkpoint != null || !before.isDone()) {
            wake();
        } else {
            finished.complete(null); // a silent container's end waits for no thread
        }
    }

    /** Nothing that comes after these positions is this log's. */
    void endAt(long[] positions) {
        checkpoint().ifPresent(c -> {
            synchronized (c) {
                for (int i = 0; i < positions.length; i++) {
                    c.track(i).until(positions[i]);
                }
                c.keep();
            }
        });
        outputEnded();
    }

    /** The engine stops, or the container is removed: what is in the spool waits there for the next start. */
    void stop() {
        stopped = true;
        wake();
    }

    /** Calls off a call of the driver that goes on. */
    void interrupt() {
        sending.interrupt();
    }

    /** Completes when all output of the run is in the log. */
    CompletableFuture<Void> finished() {
        return finished;
    }

    /** Whether it is this container's. */
    boolean isOf(String containerId) {
        return sinks.container().equals(containerId);
    }

    /** Whether delivery has waited so long for its driver, or its driver for its destination. */
    boolean isAway(Duration since) {
        return (away || !before.isDone()) && tally().trouble().filter(trouble -> !trouble.since().plus(since).isAfter(Instant.now())).isPresent() || hangs();
    }

    /** Whether a call of the driver goes on for longer than one that only has much to do. */
    private boolean hangs() {
        return sending.isLongerThan(HANGS);
    }

    /** Whether nothing more will come for it. */
    boolean isEnding() {
        return outputEnded;
    }

    /** Whether it has files of its own. */
    boolean isApart() {
        return apart;
    }

    /** Calls between two batches, after all that is whole was delivered, so that log and spool stand still meanwhile. */
    <T> CompletableFuture<T> whileStill(Supplier<T> call) {
        return turns.between(call);
    }

    /** Moves what is left out of the run's folder, so that the folder can go; it is delivered from there. A call that hangs is called off. Completes when that is done. */
    CompletableFuture<Void> putAside(Path place) {
        if (hangs()) {
            interrupt();
        }
        return turns.between(() -> {
            Checkpoint old = checkpoint;
            if (!finished.isDone() && !apart && old != null) {
                checkpoint = Aside.put(spools, old, place, tally());
                spools = spools.movedTo(place);
                apart = true;
                old.delete();
                listener.left(this);
                wake();
            }
            return null;
        });
    }

    /** There is something in files of its own, that go when all is delivered. */
    void beginApart(Checkpoint found) {
        apart = true;
        checkpoint = found.counting(tally());
    }

    /** How many bytes wait. Any thread. */
    long waiting() {
        Checkpoint c = checkpoint;
        if (c == null) {
            return 0;
        }
        long waiting = 0;
        synchronized (c) {
            for (int i = 0; i < SOURCES.length; i++) {
                waiting += c.track(i).waiting(spools.size(i));
            }
        }
        return waiting;
    }

    /**
     * Whether the container has to wait for it.
     *
     * @param most bytes of a stream that may wait unless its options say otherwise
     */
    boolean isFull(int stream, long most) {
        Checkpoint c = checkpoint;
        if (c == null || outputEnded || part.mode().dropping()) {
            return false;
        }
        long limit = part.mode().spoolBytes() > 0 ? part.mode().spoolBytes() : most;
        return spools.size(stream) - c.delivered(stream) + line.waitingBeside(this) >= limit;
    }

    /**
     * Drops what is too much, if that is wanted of it.
     *
     * @param most bytes of a stream that may wait
     * @param buffer to read into
     * @return where bytes lie that it does not need, after some that it does
     */
    Optional<Track.Gap> trim(int stream, long most, byte[] buffer) {
        Checkpoint c = checkpoint;
        if (c == null || outputEnded || stopped || !part.mode().dropping()) {
            return Optional.empty();
        }
        long limit = Math.max(0, Math.min(most, part.mode().bufferBytes()) - line.waitingBeside(this));
        if (spools.size(stream) - c.delivered(stream) <= limit) {
            return Optional.empty();
        }
        synchronized (c) {
            Track track = c.track(stream);
            if (!track.trim(spools.size(stream), limit, part.mode().lineBytes(), (at, into, length) -> spools.read(stream, at, into, length), tally(), buffer)) {
                return Optional.empty();
            }
            c.keep();
            return track.dropped();
        }
    }

    /** Some output did not come into the spool, for want of space. */
    void lost(int stream, long records, long bytes) {
        checkpoint().filter(c -> !stopped && !outputEnded).ifPresent(c -> {
            synchronized (c) {
                c.track(stream).lost(spools.size(stream), records, bytes, tally());
                c.keep();
            }
        });
    }

    /** Gives a client what was read and is not in the log. Only within {@link #whileStill}, and while the pump stands still too. */
    void giveUndelivered(ClientQueue client) {
        Checkpoint c = checkpoint;
        for (LogSource source : SOURCES) {
            int stream = source.ordinal();
            long end = spools.size(stream);
            for (long at = c == null ? end : c.track(stream).start(); at < end;) {
                byte[] buffer = BatchReader.buffer();
                int n = spools.read(stream, at, buffer, (int) Math.min(buffer.length, end - at));
                client.add(new ClientQueue.Chunk(source, Arrays.copyOf(buffer, n), n));
                at += n;
            }
        }
    }

    /** The time of the last record in the log. Only within {@link #whileStill}. */
    long lastNanos() {
        return reader.lastNanos();
    }

    private void turn() {
        if (finished.isDone()) {
            return;
        }
        try {
            if (releaseSink) {
                release();
                pause = FIRST_PAUSE;
            }
            if (stopped) {
                stopNow();
            } else if (before.isDone()) {
                deliver();
            }
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void release() {
        releaseSink = false;
        sinks.close();
    }

    private void stopNow() {
        sinks.close();
        checkpoint().ifPresent(Checkpoint::close);
        if (apart) {
            spools.close();
        }
        finished.completeExceptionally(new ServinException(ErrorKind.UNAVAILABLE, "the engine stops"));
    }

    private void deliver() {
        boolean ended = outputEnded; // before looking at sizes: all bytes are there if it is set
        Checkpoint c = checkpoint;
        boolean all = true;
        if (c != null) {
            reader.notBefore(c.lastNanos());
            for (LogSource source : SOURCES) {
                all &= deliver(c, source, ended);
            }
        }
        if (all && ended) {
            finish();
        }
    }

    private void finish() {
        sinks.close();
        if (checkpoint != null) {
            line.keep();
        }
        if (apart) {
            spools.delete();
            checkpoint.delete();
            spools.deleteFolder();
        }
        finished.complete(null);
    }

    /** Delivers what there is of one stream; false if something is left. */
    private boolean deliver(Checkpoint c, LogSource source, boolean ended) {
        int stream = source.ordinal();
        for (int batches = 0; !stopped && !isDone(c, stream); batches++) {
            if (batches == BATCHES_A_TURN) {
                turns.ask();
                return false;
            }
            LogPart now = part;
            Optional<LogSink> sink = sinks.sink(now, c);
            if (sink.isEmpty()) {
                driverAway();
                return false;
            }
            Batch batch = reader.next(spools, c, now, source, ended);
            if (batch.isEmpty()) {
                return true;
            }
            if (!send(c, stream, sink.get(), batch, ended && isLast(c, stream, batch))) {
                return false;
            }
            if (releaseSink) {
                release();
            }
        }
        return !stopped;
    }

    private boolean isDone(Checkpoint c, int stream) {
        synchronized (c) {
            return c.track(stream).isDone(spools.size(stream));
        }
    }

    /** Whether nothing is behind it in its stream. */
    private boolean isLast(Checkpoint c, int stream, Batch batch) {
        return batch.end(batch.size()) == Math.min(spools.size(stream), c.track(stream).until());
    }

    private boolean send(Checkpoint c, int stream, LogSink sink, Batch batch, boolean last) {
        LogReceipt receipt;
        try {
            c.intend(stream, sink.mark(), reader.lastNanos());
            receipt = sending.send(sink, batch.records(), last);
            if (receipt.taken() > batch.size()) {
                throw new IllegalStateException("it says that it took " + receipt.taken() + " of " + batch.size() + " records");
            }
        } catch (RuntimeException e) {
            notSent(c, stream);
            throw e;
        }
        if (receipt.taken() == 0) {
            notSent(c, stream);
            retryLater();
            return false;
        }
        tally().taken(receipt.taken(), receipt.refused());
        c.settle(stream, batch.end(receipt.taken()));
        tally().works();
        away = false;
        pause = FIRST_PAUSE;
        listener.delivered(stream);
        return true;
    }

    private static void notSent(Checkpoint c, int stream) {
        synchronized (c) {
            c.track(stream).failed();
        }
    }

    private void driverAway() {
        tally().fails("log driver \"" + part.driver() + "\" is not available");
        if (!away) {
            away = true;
            LOG.info("log driver {} of {} is away: output is kept in the spool", part.driver(), spools);
        }
        retryLater(); // its arrival is told, but its first leases may be others'
    }

    private void retryLater() {
        listener.later(pause, this::wake);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
    }

    private void failed(RuntimeException e) {
        tally().fails(e.getMessage() == null ? e.toString() : e.getMessage());
        if (!away) {
            away = true;
            LOG.warn("delivery to the {} log of {} failed and is tried again, output is kept in the spool: {}", part.driver(), spools, e.getMessage(),
                    e instanceof ServinException ? null : e);
        }
        sinks.close();
        retryLater();
    }

    @Override
    public String toString() {
        return part.driver() + " of " + spools;
    }
}
