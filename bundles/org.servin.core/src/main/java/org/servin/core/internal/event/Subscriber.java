package org.servin.core.internal.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.servin.core.event.Event;
import org.servin.core.event.EventSubscription;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** One client's events: those of the past, then a bounded queue of live ones. A client that lets it overflow is cut off, and told. */
final class Subscriber implements EventSubscription {
    private static final int QUEUE = 4096;
    /** Wakes the reader of a subscription that is closed. */
    private static final Event END = new Event("", "", "", Map.of(), 0);
    private final Queue<Event> past;
    private final BlockingQueue<Event> live = new LinkedBlockingQueue<>(QUEUE);
    private final Predicate<Event> filter;
    private final long until;
    private final LongSupplier clock;
    private final Consumer<Subscriber> leave;
    private volatile boolean overflown;
    private volatile boolean closed;

    Subscriber(List<Event> past, Predicate<Event> filter, long untilEpochNanos, LongSupplier clock, Consumer<Subscriber> leave) {
        this.past = new ArrayDeque<>(past);
        this.filter = filter;
        this.until = untilEpochNanos;
        this.clock = clock;
        this.leave = leave;
    }

    /** Called in the order of events; never waits. */
    void offer(Event event) {
        if (event.epochNanos() <= until && filter.test(event) && !live.offer(event)) {
            overflown = true;
            leave.accept(this);
        }
    }

    @Override
    public Optional<Event> next(Duration wait) throws InterruptedException {
        Event first = past.poll();
        if (first != null) {
            return Optional.of(first);
        }
        if (overflown && live.isEmpty()) { // nothing will come any more
            throw new ServinException(ErrorKind.CANCELLED, "events were produced faster than they were read");
        }
        Event event = live.poll(Math.max(0, Math.min(wait.toNanos(), remaining())), TimeUnit.NANOSECONDS);
        return Optional.ofNullable(event).filter(e -> e != END);
    }

    private long remaining() {
        return until == Long.MAX_VALUE ? Long.MAX_VALUE : until - clock.getAsLong();
    }

    @Override
    public boolean finished() {
        return closed || past.isEmpty() && live.isEmpty() && remaining() <= 0;
    }

    @Override
    public void close() {
        closed = true;
        leave.accept(this);
        live.clear();
        live.offer(END);
    }
}
