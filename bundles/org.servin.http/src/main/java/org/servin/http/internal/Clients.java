package org.servin.http.internal;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Everybody who is connected, by whichever listener. Where there are too many, the one who has been silent for the longest time has to go, so that the engine can always be reached.
 * Thread-safe.
 */
final class Clients {
    /** Those over the network who have brought no whole request yet, or one that they had no right to, and can be anybody. */
    private static final int MOST_STRANGERS = 1024;
    /** Those who are told that there are too many. */
    private static final int MOST_REFUSALS = 64;
    /** What all heads that are not complete may have beyond what each may have for itself. */
    private static final long LARGEST_HEADS = 16 << 20;

    private final Limits limits;
    private final Scheduler scheduler;
    private final Set<ClientEndPoint> all = ConcurrentHashMap.newKeySet();
    private final Map<Object, Integer> connections = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger strangers = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicLong heads = new AtomicLong();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile long tick = System.nanoTime();

    Clients(Limits limits, Scheduler scheduler) {
        this.limits = limits;
        this.scheduler = scheduler;
    }

    Limits limits() {
        return limits;
    }

    /** The time, as {@link System#nanoTime}, as it was at most a period of the limits ago: on some machines, asking for it three times costs as much as a percent of a request. */
    long tick() {
        return tick;
    }

    /** Who has just connected. Whether they may stay. */
    boolean admit(ClientEndPoint client) {
        tick = System.nanoTime();
        all.add(client);
        boolean room = count.incrementAndGet() <= limits.connections() || makeRoom();
        boolean fair = connections.merge(client.key(), 1, Integer::sum) <= limits.perClient() || client.isRoot();
        if (client.isStranger()) {
            stranger();
        }
        watch();
        return room && fair;
    }

    /** Whether one more can be told that there are too many; each that is has to be taken back. */
    boolean refuse() {
        if (refusals.incrementAndGet() <= MOST_REFUSALS) {
            return true;
        }
        refusals.decrementAndGet();
        return false;
    }

    /** One who was told has gone. */
    void refused() {
        refusals.decrementAndGet();
    }

    /** Who is not connected any more. */
    void left(ClientEndPoint client) {
        if (all.remove(client)) {
            count.decrementAndGet();
            connections.computeIfPresent(client.key(), (key, n) -> n == 1 ? null : n - 1);
        }
    }

    /** One more could be anybody. */
    void stranger() {
        if (strangers.incrementAndGet() > MOST_STRANGERS) {
            evict(ClientEndPoint::isStranger);
        }
    }

    /** One of those who could be anybody has brought a request, or has left. */
    void known() {
        strangers.decrementAndGet();
    }

    /** Takes some of the room that all heads share. Whether there is as much. */
    boolean takeRoom(long bytes) {
        if (heads.addAndGet(bytes) <= LARGEST_HEADS) {
            return true;
        }
        heads.addAndGet(-bytes);
        return false;
    }

    /** Gives it back. */
    void giveRoom(long bytes) {
        heads.addAndGet(-bytes);
    }

    /** Closes a connection that nothing depends on. Whether there was one. */
    boolean makeRoom() {
        return evict(c -> true);
    }

    private boolean evict(Predicate<ClientEndPoint> which) {
        Optional<ClientEndPoint> silent = all.stream().filter(which).filter(ClientEndPoint::isWaiting).min(Comparator.comparingLong(ClientEndPoint::since));
        silent.ifPresent(ClientEndPoint::evict);
        return silent.isPresent();
    }

    private void watch() {
        if (watching.compareAndSet(false, true)) {
            scheduler.schedule(this::look, limits.period(), TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        watching.set(false);
        if (!all.isEmpty()) { // who comes from now on starts the watch again
            watch();
        }
        tick = System.nanoTime();
        all.forEach(client -> client.look(tick));
    }
}
