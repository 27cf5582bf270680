package org.servin.core.internal.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A few threads for each log driver, so that a driver that is slow or hangs holds up its own containers only. Idle ones go away. Thread-safe. */
final class DeliveryThreads implements AutoCloseable {
    private static final int PER_DRIVER = 4;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS = 5;

    private final Map<String, ExecutorService> byDriver = new ConcurrentHashMap<>();

    /** The threads for a log driver. */
    ExecutorService of(String driver) {
        return byDriver.computeIfAbsent(driver, DeliveryThreads::threads);
    }

    private static ExecutorService threads(String driver) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(PER_DRIVER, PER_DRIVER, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "servin-log-" + driver);
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Lets what runs or waits end, for a bounded time. */
    @Override
    public void close() {
        byDriver.values().forEach(ExecutorService::shutdown);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        for (ExecutorService threads : byDriver.values()) {
            try {
                threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
