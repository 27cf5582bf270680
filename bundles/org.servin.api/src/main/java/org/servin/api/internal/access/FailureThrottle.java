package org.servin.api.internal.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Slows down those who fail to prove who they are again and again: from the fourth failure of an address within a minute each takes twice as long as the one before, up to two
 * seconds. Only so many wait at a time; more are told to come back later. Thread-safe; of the addresses the last few thousand are remembered.
 */
final class FailureThrottle {
    private static final int FREE = 3;
    private static final long FIRST_MILLIS = 100;
    private static final int DOUBLINGS = 5;
    private static final long LONGEST_MILLIS = 2_000;
    private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_ADDRESSES = 4096;
    private static final int MOST_WAITING = 64;

    private final LongSupplier nanoTime;
    private final Semaphore places = new Semaphore(MOST_WAITING);
    private final Map<String, Failures> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    private record Failures(int count, long last) { }

    FailureThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts a failure, and tells how many milliseconds its answer should take. */
    long failed(String address) {
        long now = nanoTime.getAsLong();
        synchronized (byAddress) {
            Failures before = byAddress.get(address);
            int count = before == null || now - before.last() > MEMORY_NANOS ? 1 : before.count() + 1;
            byAddress.put(address, new Failures(count, now));
            return count <= FREE ? 0 : Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(DOUBLINGS, count - FREE - 1));
        }
    }

    /** Counts a failure and keeps the caller waiting for it. AccessRefused if too many wait already. */
    void slowDown(String address) {
        long millis = failed(address);
        if (millis == 0) {
            return;
        }
        if (!places.tryAcquire()) {
            throw AccessRefused.tooMany();
        }
        try {
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }
}
