package org.servin.core.internal.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads for each log driver, so that a driver that is slow or hangs holds up its own containers only. A few are enough where calls end soon. Where all of them wait for
 * destinations there are more, so that each container waits for its own destination only. Idle ones go away. Thread-safe.
 */
final class DeliveryThreads {
    /** How many there are for a driver whose calls end soon. */
    static final int USUAL = 4;
    /** How many there are for a driver at most. */
    static final int MOST = 512;

    private static final long LOOK_MILLIS = 50;
    private static final long IDLE_SECONDS = 10;
    private static final long CALLS_SECONDS = 1;
    private static final long CLOSE_SECONDS = 4;

    /** Does something later. */
    interface Timer {
        /** After that many milliseconds; it must not wait. */
        void schedule(long milliseconds, Runnable task);
    }

    /** The threads of one driver. */
    private static final class Pool implements Executor {
        private final ThreadPoolExecutor threads;
        private final Timer timer;
        private final AtomicBoolean watched = new AtomicBoolean();
        private long done;

        Pool(String driver, Timer timer) {
            this.timer = timer;
            threads = new ThreadPoolExecutor(USUAL, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "servin-log-" + driver);
                thread.setDaemon(true);
                return thread;
            });
            threads.allowCoreThreadTimeOut(true);
        }

        @Override
        public void execute(Runnable task) {
            threads.execute(task);
            if (!threads.getQueue().isEmpty() && watched.compareAndSet(false, true)) {
                done = threads.getCompletedTaskCount();
                timer.schedule(LOOK_MILLIS, this::look);
            }
        }

        /** More threads if some tasks wait and none or few have ended since the last look; as many as usual when none waits. */
        private void look() {
            int waiting = threads.getQueue().size();
            long before = done;
            done = threads.getCompletedTaskCount();
            if (waiting > 0 && done - before < USUAL) {
                threads.setCorePoolSize(Math.min(MOST, threads.getCorePoolSize() + (done == before ? waiting : 1)));
            } else if (waiting == 0 && threads.getActiveCount() <= USUAL) {
                threads.setCorePoolSize(USUAL);
            }
            if (waiting > 0 || threads.getCorePoolSize() > USUAL) {
                timer.schedule(LOOK_MILLIS, this::look);
                return;
            }
            watched.set(false);
            if (!threads.getQueue().isEmpty() && watched.compareAndSet(false, true)) {
                timer.schedule(LOOK_MILLIS, this::look); // came just before
            }
        }
    }

    private final Map<String, Pool> byDriver = new ConcurrentHashMap<>();
    private final Timer timer;

    /** No threads yet. */
    DeliveryThreads(Timer timer) {
        this.timer = timer;
    }

    /** The threads for a log driver. */
    Executor of(String driver) {
        return byDriver.computeIfAbsent(driver, name -> new Pool(name, timer));
    }

    /**
     * Lets what runs or waits end, for a bounded time.
     *
     * @param callOff ends calls that go on for longer
     */
    void close(Runnable callOff) {
        byDriver.values().forEach(pool -> pool.threads.shutdown());
        if (!await(CALLS_SECONDS)) {
            callOff.run();
            await(CLOSE_SECONDS);
        }
    }

    private boolean await(long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        boolean all = true;
        for (Pool pool : byDriver.values()) {
            try {
                all &= pool.threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
        return all;
    }
}
