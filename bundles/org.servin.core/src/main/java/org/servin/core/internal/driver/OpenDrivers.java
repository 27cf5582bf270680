package org.servin.core.internal.driver;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;

/**
 * The drivers that anybody can borrow right now, without the registry's lock: some are borrowed several times for each request.
 *
 * <p>Whoever borrows counts first and then looks whether the driver is still offered; whoever drains takes the offer back first and then looks at the count. So one of the two
 * sees the other.
 */
final class OpenDrivers {
    private final ReentrantLock lock;
    private final Condition changed;
    /** By kind and name: looked up so often that it shows what a key of both costs. */
    private final Map<DriverKind, Map<String, Candidate>> offered = new EnumMap<>(DriverKind.class);

    /** Tells of leases that came back by that condition of that lock. */
    OpenDrivers(ReentrantLock lock, Condition changed) {
        this.lock = lock;
        this.changed = changed;
        for (DriverKind kind : DriverKind.values()) {
            offered.put(kind, new ConcurrentHashMap<>());
        }
    }

    /** Offers one, or none if it is null. */
    void set(DriverKind kind, String name, Candidate candidate) {
        if (candidate == null) {
            offered.get(kind).remove(name);
        } else {
            offered.get(kind).put(name, candidate);
        }
    }

    /** Borrows the one that is offered. */
    <T> Optional<Lease<T>> lease(DriverKind kind, String name, Class<T> type) {
        Map<String, Candidate> byName = offered.get(kind);
        Candidate candidate = byName.get(name);
        if (candidate == null) {
            return Optional.empty();
        }
        candidate.leases.incrementAndGet();
        if (byName.get(name) != candidate) {
            giveBack(candidate);
            return Optional.empty();
        }
        return Optional.of(counted(candidate, type));
    }

    /** A lease that is counted already. */
    <T> Lease<T> counted(Candidate candidate, Class<T> type) {
        return new CountedLease<>(candidate, type.cast(candidate.service));
    }

    private void giveBack(Candidate candidate) {
        if (candidate.leases.decrementAndGet() == 0 && candidate.awaited) {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Counts until closed. */
    private final class CountedLease<T> implements Lease<T> {
        private final Candidate candidate;
        private final T driver;
        private final AtomicBoolean closed = new AtomicBoolean();

        CountedLease(Candidate candidate, T driver) {
            this.candidate = candidate;
            this.driver = driver;
        }

        @Override
        public T driver() {
            return driver;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack(candidate);
            }
        }
    }
}
