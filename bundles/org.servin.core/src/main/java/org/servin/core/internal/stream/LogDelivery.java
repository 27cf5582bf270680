package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one run's output from its spools to one log, in order and exactly once: see {@link Checkpoint} for the argument. All work is done by one thread at a time
 * of the driver's threads; the public methods only ask for it.
 *
 * <p>While the driver is away, or fails, output stays in the spool, and delivery is tried again when told by {@link #wake}, or after a pause: see {@link Retries}.
 */
final class LogDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(LogDelivery.class);
    private static final int BATCHES_A_TURN = 16;
    private static final long LAST_CALL_MILLIS = 5000;
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
    private final Sending sending = new Sending();
    private final BatchSender sender;
    private final Retries retries;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final Backlog backlog;
    private final CompletableFuture<Void> before;
    private volatile boolean outputEnded;
    private volatile boolean releaseSink;
    private volatile boolean stopped;

    /**
     * Delivers nothing until told.
     *
     * @param line the container's deliveries to the same log, of which this becomes the last
     */
    LogDelivery(LogPart part, SpoolFolder spools, SinkHolder sinks, Executor threads, DeliveryLine line, Listener listener) {
        this.backlog = new Backlog(part, spools, line);
        this.sinks = sinks;
        this.listener = listener;
        this.sender = new BatchSender(backlog, sinks, sending);
        this.retries = new Retries(backlog, pause -> listener.later(pause, this::wake));
        this.turns = new Turns(threads, this::turn);
        this.before = line.add(this);
        if (!before.isDone()) {
            before.whenComplete((nothing, failure) -> wake());
        }
    }

    /** Which log it is. */
    LogPart part() {
        return backlog.part();
    }

    /** What became of its records. */
    Tally tally() {
        return backlog.tally();
    }

    /** What it has to bring. */
    Backlog backlog() {
        return backlog;
    }

    /** There is something, or there will be, in the spools. */
    void begin(Checkpoint made) {
        backlog.begin(made, false);
    }

    /** There is something in files of its own, that go when all is delivered. */
    void beginApart(Checkpoint found) {
        backlog.begin(found, true);
    }

    /** Its state; empty as long as the container has not said anything. */
    Optional<Checkpoint> checkpoint() {
        return backlog.checkpoint();
    }

    /** Goes on with other options of the same log, from the next batch on. */
    void change(LogPart other) {
        backlog.part(other);
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
        listener.later(LAST_CALL_MILLIS, () -> sending.callOff(call));
    }

    /** No more output will come: after it was delivered, {@link #finished} completes. */
    void outputEnded() {
        outputEnded = true;
        backlog.close();
        if (backlog.checkpoint().isPresent() || !before.isDone()) {
            wake();
        } else {
            finished.complete(null); // a silent container's end waits for no thread
        }
    }

    /** Nothing that comes after these positions is this log's. */
    void endAt(long[] positions) {
        backlog.endAt(positions);
        outputEnded();
    }

    /** The engine stops, or the container is removed: what is in the spool waits there for the next start. */
    void stop() {
        stopped = true;
        backlog.close();
        wake();
    }

    /** Calls off a call of the driver that goes on, which is no trouble of its destination's. */
    void callOff() {
        sending.callOff();
    }

    /** Completes when all output of the run is in the log. */
    CompletableFuture<Void> finished() {
        return finished;
    }

    /** Whether it is this container's. */
    boolean isOf(String containerId) {
        return sinks.container().equals(containerId);
    }

    /** Whether its driver says that the destination, which is not on this machine's disk, takes nothing now. */
    boolean isDown() {
        return retries.isAway() && !retries.isDriverGone() && sinks.isElsewhere();
    }

    /** Whether delivery waits for its driver, or its driver for its destination. */
    boolean isAway() {
        return retries.isAway() || !before.isDone();
    }

    /** Whether delivery has waited so long for its driver, or its driver for its destination. */
    boolean isAway(Duration since) {
        return isAway() && tally().trouble().filter(trouble -> !trouble.since().plus(since).isAfter(Instant.now())).isPresent() || hangs();
    }

    /** Whether a call of the driver goes on for longer than one that only has much to do. */
    private boolean hangs() {
        return sending.isLongerThan(HANGS);
    }

    /** Whether nothing more will come for it. */
    boolean isEnding() {
        return outputEnded;
    }

    /** Calls between two batches, after all that is whole was delivered, so that log and spool stand still meanwhile. */
    <T> CompletableFuture<T> whileStill(Supplier<T> call) {
        return turns.between(call);
    }

    /** Moves what is left out of the run's folder, so that the folder can go; it is delivered from there. A call that hangs is interrupted. Completes when that is done. */
    CompletableFuture<Void> putAside(Path place) {
        if (hangs()) {
            sending.interrupt();
        }
        return turns.between(() -> {
            if (!finished.isDone() && backlog.moveTo(place)) {
                listener.left(this);
                wake();
            }
            return null;
        });
    }

    /** The time of the last record in the log. Only within {@link #whileStill}. */
    long lastNanos() {
        return sender.lastNanos();
    }

    private void turn() {
        if (finished.isDone()) {
            return;
        }
        try {
            if (releaseSink) {
                release();
                retries.beginAnew();
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
        backlog.release();
        finished.completeExceptionally(new ServinException(ErrorKind.UNAVAILABLE, "the engine stops"));
    }

    private void deliver() {
        boolean ended = outputEnded; // before looking at sizes: all bytes are there if it is set
        Optional<Checkpoint> c = backlog.checkpoint();
        boolean all = true;
        if (c.isPresent()) {
            sender.goOnAfter(c.get());
            for (LogSource source : SOURCES) {
                all &= deliver(c.get(), source, ended);
            }
        }
        if (all && ended) {
            finish();
        }
    }

    private void finish() {
        sinks.close();
        backlog.delete();
        finished.complete(null);
    }

    /** Delivers what there is of one stream; false if something is left. */
    private boolean deliver(Checkpoint c, LogSource source, boolean ended) {
        int stream = source.ordinal();
        for (int batches = 0; !stopped && !backlog.isDone(c, stream); batches++) {
            if (batches == BATCHES_A_TURN) {
                turns.ask();
                return false;
            }
            switch (sender.next(c, source, ended)) {
                case NOTHING_THERE -> {
                    return true;
                }
                case NO_DRIVER -> {
                    retries.driverAway();
                    retries.later(); // its arrival is told, but its first leases may be others'
                    return false;
                }
                case NOTHING_TAKEN -> {
                    retries.later();
                    return false;
                }
                case SENT -> {
                    retries.works();
                    listener.delivered(stream);
                }
            }
            if (releaseSink) {
                release();
            }
        }
        return !stopped;
    }

    private void failed(RuntimeException e) {
        if (sending.takeCalledOff()) {
            LOG.debug("delivery to {} begins anew: it was called off", this, e);
        } else {
            retries.failed(e);
        }
        sinks.close();
        retries.later();
    }

    @Override
    public String toString() {
        return part().driver() + " of " + backlog.spools();
    }
}
