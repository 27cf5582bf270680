package org.servin.runtime.internal.task;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Epoll;
import org.servin.linux.io.EventFd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that waits for the ends of all monitored processes, and has their callbacks run elsewhere. Thread-safe. */
public final class ExitWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExitWatch.class);
    private static final int BATCH = 64;
    private static final long STOP = 0;

    /** What waits. */
    private record Watched(Fd life, Runnable action) { }

    private final Epoll epoll = new Epoll(BATCH);
    private final EventFd wakeup = new EventFd();
    private final AtomicLong keys = new AtomicLong(STOP);
    private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
    private final Executor executor;
    private final Thread thread;

    /** Starts the thread; callbacks run on the executor. */
    public ExitWatch(Executor executor) {
        this.executor = executor;
        epoll.add(wakeup.number(), Epoll.IN, STOP);
        thread = new Thread(this::run, "servin-exits");
        thread.setDaemon(true);
        thread.start();
    }

    /** Has the action run once when the descriptor is hung up. Closing the descriptor before ends the watch. */
    void add(Fd life, Runnable action) {
        long key = keys.incrementAndGet();
        watched.put(key, new Watched(life, action));
        epoll.add(life.number(), 0, key); // hanging up is always reported
    }

    private void run() {
        while (true) {
            int count = epoll.waitFor(-1);
            for (int i = 0; i < count; i++) {
                if (epoll.data(i) == STOP) {
                    return;
                }
                try {
                    hungUp(epoll.data(i));
                } catch (RuntimeException e) { // one container's trouble must not hide the ends of the others
                    LOG.error("cannot handle the end of a container's process", e);
                }
            }
        }
    }

    private void hungUp(long key) {
        Watched entry = watched.remove(key);
        if (entry == null) {
            return;
        }
        try {
            entry.life().use(number -> {
                epoll.remove(number);
                return null;
            });
        } catch (ErrnoException e) {
            if (!e.is(Errno.EBADF) && !e.is(Errno.ENOENT)) {
                throw e;
            }
            // closed meanwhile, and by that out of the set
        }
        executor.execute(entry.action());
    }

    /** Ends the thread. Nothing is called back any more. */
    @Override
    public void close() {
        wakeup.signal();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        epoll.close();
        wakeup.close();
        watched.clear();
    }
}
