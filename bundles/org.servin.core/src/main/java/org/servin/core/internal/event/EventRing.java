package org.servin.core.internal.event;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.core.event.Event;
import org.servin.core.event.EventQuery;
import org.servin.core.event.EventSubscription;
import org.servin.core.event.Events;
import org.servin.spi.meter.Meter;
import org.servin.spi.meter.MeterSource;

/** Keeps the newest events in memory, as dockerd does, and hands each to whoever listens. */
@Component(service = {Events.class, MeterSource.class})
public final class EventRing implements Events, MeterSource {
    private static final int KEPT = 1024;
    private final Deque<Event> kept = new ArrayDeque<>(KEPT);
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final LongSupplier clock;
    private long newest;
    private long count;

    /** Times events by the system's clock. */
    @Activate
    public EventRing() {
        this(EventRing::now);
    }

    EventRing(LongSupplier epochNanos) {
        this.clock = epochNanos;
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public synchronized void publish(String type, String action, String actorId, Map<String, String> attributes) {
        newest = Math.max(newest + 1, clock.getAsLong()); // in order and distinct, so that "since the last one" repeats nothing
        Event event = new Event(type, action, actorId, attributes, newest);
        if (kept.size() == KEPT) {
            kept.removeFirst();
        }
        kept.addLast(event);
        count++;
        subscribers.forEach(s -> s.offer(event));
    }

    @Override
    public synchronized EventSubscription subscribe(EventQuery query) {
        EventFilter filter = new EventFilter(query.filters());
        List<Event> past = query.sinceEpochNanos() == Long.MAX_VALUE ? List.of()
                : kept.stream().filter(e -> e.epochNanos() >= query.sinceEpochNanos() && e.epochNanos() <= query.untilEpochNanos()).filter(filter).toList();
        Subscriber subscriber = new Subscriber(past, filter, query.untilEpochNanos(), clock, subscribers::remove);
        subscribers.add(subscriber);
        return subscriber;
    }

    @Override
    public int listeners() {
        return subscribers.size();
    }

    @Override
    public synchronized List<Meter> meters() {
        return List.of(
                Meter.single("engine_daemon_events", Meter.Kind.COUNTER, "The number of events logged", count),
                Meter.single("engine_daemon_events_subscribers_total", Meter.Kind.GAUGE, "The number of current subscribers to events", listeners()));
    }
}
