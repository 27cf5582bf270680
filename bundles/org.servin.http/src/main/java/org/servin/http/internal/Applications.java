package org.servin.http.internal;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.ServiceReference;
import org.servin.http.HttpApplication;

/** The applications that are there now, the highest ranking one first. Thread-safe. */
final class Applications {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<ServiceReference<HttpApplication>, HttpApplication> all = new TreeMap<>(Comparator.reverseOrder());
    private volatile HttpApplication current;

    /** Adds one. */
    void add(ServiceReference<HttpApplication> reference, HttpApplication application) {
        lock.lock();
        try {
            all.put(reference, application);
            current = all.values().iterator().next();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes one away. */
    void remove(ServiceReference<HttpApplication> reference) {
        lock.lock();
        try {
            all.remove(reference);
            current = all.values().stream().findFirst().orElse(null);
        } finally {
            lock.unlock();
        }
    }

    /** The one that serves; waits for one if there is none. */
    Optional<HttpApplication> await(long time, TimeUnit unit) {
        HttpApplication now = current;
        return now != null ? Optional.of(now) : waitForOne(unit.toNanos(time));
    }

    private Optional<HttpApplication> waitForOne(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (current == null && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return Optional.ofNullable(current);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }
}
