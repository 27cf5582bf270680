package org.servin.core.internal.container;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The system's clock; one thread for timers, and as many for work as there is. */
final class SystemTime implements EngineTime, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SystemTime.class);
    private final AtomicInteger count = new AtomicInteger();
    private final ExecutorService workers = Executors.newCachedThreadPool(this::thread);
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, this::thread);

    SystemTime() {
        timers.setRemoveOnCancelPolicy(true);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "containers-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        Future<?> scheduled = timers.schedule(() -> soon(action), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public void soon(Runnable action) {
        try {
            workers.execute(() -> guarded(action));
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the engine is stopping: passed over {}", action, stopped);
        }
    }

    private static void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("a background action of the engine failed", failure);
        }
    }

    /** Starts nothing more; what runs, ends by itself. */
    @Override
    public void close() {
        timers.shutdownNow();
        workers.shutdown();
    }
}
