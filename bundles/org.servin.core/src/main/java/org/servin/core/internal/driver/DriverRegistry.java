package org.servin.core.internal.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drivers and the leases on them, apart from where drivers come from.
 *
 * <p>A driver's way: it arrives, is probed, is introduced to listeners (who adopt what another left), serves, and is drained before it goes. Of
 * several with one name the service of the highest ranking serves.
 */
final class DriverRegistry implements Drivers {
    private static final Logger LOG = LoggerFactory.getLogger(DriverRegistry.class);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Key, List<Candidate>> candidates = new HashMap<>();
    private final OpenDrivers open = new OpenDrivers(lock, changed);
    private final Set<Key> seen = new HashSet<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Duration wait;
    private final Duration drain;
    private final long graceEnd;

    private record Key(DriverKind kind, String name) { }

    /**
     * An empty registry.
     *
     * @param wait how long leases wait for a driver that is away
     * @param drain how long a leaving driver waits for its leases
     * @param grace how long after now a driver that was never seen is treated as one that is away: bundles start in any order
     */
    DriverRegistry(Duration wait, Duration drain, Duration grace) {
        this.wait = wait;
        this.drain = drain;
        this.graceEnd = System.nanoTime() + grace.toNanos();
    }

    /** A driver has come. */
    void arrive(Candidate candidate) {
        Key key = new Key(candidate.kind, candidate.name);
        boolean introduce;
        Candidate outdone;
        lock.lock();
        try {
            outdone = serving(key);
            seen.add(key);
            List<Candidate> same = candidates.computeIfAbsent(key, k -> new ArrayList<>());
            same.add(candidate);
            same.sort(null);
            introduce = serving(key) == candidate;
            candidate.introducing = introduce ? Thread.currentThread() : null;
            offer(key);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (!candidate.probe.isUsable()) {
            tellUnusable(candidate);
        }
        if (introduce) {
            if (outdone != null) {
                retire(outdone);
            }
            introduce(candidate);
        }
    }

    /** Who proves identities, or judges, and was not set up to is nothing that the host lacks: its absence is told when it is asked for. */
    private static void tellUnusable(Candidate candidate) {
        boolean optional = candidate.kind == DriverKind.AUTH || candidate.kind == DriverKind.AUTHZ;
        if (optional && candidate.probe.status() == Probe.Status.SKIP) {
            LOG.info("{} is not set up: {}", candidate, candidate.probe.reason());
        } else {
            LOG.warn("{} is not usable: {}", candidate, candidate.probe.reason());
        }
    }

    /** Another serves in its place from now on: what it was asked for comes to its end first. */
    private void retire(Candidate outdone) {
        listeners.forEach(l -> tell(outdone, () -> l.departing(outdone.kind, outdone.name)));
        lock.lock();
        try {
            drain(outdone);
        } finally {
            lock.unlock();
        }
    }

    private void introduce(Candidate candidate) {
        try {
            for (Listener listener : listeners) {
                tell(candidate, () -> listener.arrived(candidate.kind, candidate.name));
            }
        } finally {
            lock.lock();
            candidate.introducing = null;
            offer(new Key(candidate.kind, candidate.name));
            changed.signalAll();
            lock.unlock();
        }
    }

    private static void tell(Candidate candidate, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException failure) {
            LOG.error("{} could not be taken over", candidate, failure);
        }
    }

    /** A driver is leaving: returns when its leases are back, or the time for that is over. Its successor, if there is one, serves at once. */
    void leave(Candidate leaving) {
        Key key = new Key(leaving.kind, leaving.name);
        Candidate successor;
        boolean served;
        lock.lock();
        try {
            if (!candidates.getOrDefault(key, List.of()).contains(leaving)) {
                return;
            }
            served = serving(key) == leaving;
            leaving.draining = true;
            candidates.get(key).remove(leaving);
            successor = served ? serving(key) : null;
            if (successor != null) {
                successor.introducing = Thread.currentThread();
            }
            offer(key);
        } finally {
            lock.unlock();
        }
        if (served) {
            listeners.forEach(l -> tell(leaving, () -> l.departing(key.kind, key.name)));
        }
        lock.lock();
        try {
            drain(leaving);
            if (served && successor == null) {
                successor = serving(key); // came while this one was draining and introduced itself
                if (successor != null) {
                    return;
                }
            } else if (!served) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (successor != null) {
            introduce(successor);
        } else {
            listeners.forEach(l -> tell(leaving, () -> l.departed(key.kind, key.name)));
        }
    }

    private void drain(Candidate leaving) {
        long nanos = drain.toNanos();
        leaving.awaited = true;
        try {
            while (leaving.leases.get() > 0 && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        if (leaving.leases.get() > 0) {
            LOG.warn("{} is replaced or stopped with {} calls unfinished", leaving, leaving.leases.get());
        }
    }

    /** Lets everybody have the one that serves, unless it is still being introduced. Called under the lock, whenever any of that changes. */
    private void offer(Key key) {
        Candidate now = serving(key);
        open.set(key.kind, key.name, now == null || now.introducing != null ? null : now);
    }

    private Candidate serving(Key key) {
        for (Candidate candidate : candidates.getOrDefault(key, List.of())) {
            if (candidate.serves()) {
                return candidate;
            }
        }
        return null;
    }

    @Override
    public <T> Lease<T> lease(DriverKind kind, String name, Class<T> type) {
        Optional<Lease<T>> now = open.lease(kind, name, type);
        if (now.isPresent()) {
            return now.get();
        }
        Key key = new Key(kind, name);
        lock.lock();
        try {
            long nanos = wait.toNanos();
            Candidate candidate = borrow(key);
            while (candidate == null && nanos > 0 && mayCome(key)) {
                nanos = changed.awaitNanos(nanos);
                candidate = borrow(key);
            }
            if (candidate == null) {
                throw absent(key);
            }
            return open.counted(candidate, type);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted while waiting for the " + kind.text() + " driver \"" + name + "\"", stop);
        } finally {
            lock.unlock();
        }
    }

    private boolean mayCome(Key key) {
        return seen.contains(key) || System.nanoTime() - graceEnd < 0;
    }

    private Candidate borrow(Key key) {
        Candidate candidate = serving(key);
        if (candidate == null || !candidate.givesLeaseTo(Thread.currentThread())) {
            return null;
        }
        candidate.leases.incrementAndGet();
        return candidate;
    }

    private ServinException absent(Key key) {
        String what = key.kind.text() + " driver \"" + key.name + "\"";
        List<Candidate> unusable = candidates.getOrDefault(key, List.of());
        if (!unusable.isEmpty() && !unusable.get(0).probe.isUsable()) {
            return new ServinException(ErrorKind.UNAVAILABLE, what + " is not usable: " + unusable.get(0).probe.reason());
        }
        return seen.contains(key)
                ? new ServinException(ErrorKind.UNAVAILABLE, what + " is not available")
                : ServinException.notFound(what + " not found");
    }

    @Override
    public <T> Optional<Lease<T>> leaseNow(DriverKind kind, String name, Class<T> type) {
        Optional<Lease<T>> now = open.lease(kind, name, type);
        if (now.isPresent()) {
            return now;
        }
        lock.lock();
        try {
            Candidate candidate = borrow(new Key(kind, name));
            return candidate == null ? Optional.empty() : Optional.of(open.counted(candidate, type));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String preferred(DriverKind kind) {
        lock.lock();
        try {
            long nanos = wait.toNanos();
            Optional<Candidate> best = best(kind);
            while (best.isEmpty() && nanos > 0 && (System.nanoTime() - graceEnd < 0 || seen.stream().anyMatch(k -> k.kind == kind))) {
                nanos = changed.awaitNanos(nanos);
                best = best(kind);
            }
            return best.orElseThrow(() -> new ServinException(ErrorKind.UNAVAILABLE, "no " + kind.text() + " driver is available")).name;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted while waiting for a " + kind.text() + " driver", stop);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Candidate> best(DriverKind kind) {
        return candidates.values().stream().flatMap(List::stream).filter(c -> c.kind == kind && c.serves())
                .max(Comparator.<Candidate>comparingInt(c -> c.priority).thenComparing(c -> c.name, Comparator.reverseOrder()));
    }

    @Override
    public boolean known(DriverKind kind, String name) {
        lock.lock();
        try {
            return seen.contains(new Key(kind, name));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Entry> entries() {
        lock.lock();
        try {
            return candidates.entrySet().stream().flatMap(same -> same.getValue().stream()
                    .map(c -> new Entry(c.kind, c.name, c.priority, c.listed, c.probe, c.serves() && serving(same.getKey()) != c, c.bundle)))
                    .sorted(Comparator.comparing(Entry::kind).thenComparing(Entry::name).thenComparing(Entry::shadowed)).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void listen(Listener listener) {
        List<Candidate> present;
        lock.lock();
        try {
            listeners.add(listener);
            present = candidates.keySet().stream().map(this::serving).filter(c -> c != null && c.introducing == null).toList();
        } finally {
            lock.unlock();
        }
        present.forEach(c -> tell(c, () -> listener.arrived(c.kind, c.name)));
    }

    @Override
    public void unlisten(Listener listener) {
        listeners.remove(listener);
    }
}
