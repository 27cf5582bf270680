package org.servin.core.internal.driver;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.servin.core.internal.driver.DriverRegistry.Key;
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
    private final Map<Key, Candidate> offered = new ConcurrentHashMap<>();

    /** Tells of leases that came back by that condition of that lock. */
    OpenDrivers(ReentrantLock lock, Condition changed) {
        this.lock = lock;
        this.changed = changed;
    }

    /** Offers one, or none if it is null. */
    void set(Key key, Candidate candidate) {
        if (candidate == null) {
            offered.remove(key);
        } else {
            offered.put(key, candidate);
        }
    }

    /** Borrows the one that is offered. */
    <T> Optional<Lease<T>> lease(Key key, Class<T> type) {
        Candidate candidate = offered.get(key);
        if (candidate == null) {
            return Optional.empty();
        }
        candidate.leases.incrementAndGet();
        if (offered.get(key) != candidate) {
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
