package org.servin.runtime.internal.task;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Epoll;
import org.servin.linux.io.EventFd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that waits for what the kernel tells of all containers: the ends of their processes, and that they are out of memory. Thread-safe. */
public final class DescriptorWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DescriptorWatch.class);
    private static final int BATCH = 64;
    private static final Runnable NOTHING = () -> { };

    private final Epoll epoll = new Epoll(BATCH);
    private final EventFd wakeup = new EventFd();
    private final AtomicLong keys = new AtomicLong();
    private final Map<Long, Runnable> watched = new ConcurrentHashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Executor executor;
    private final Thread thread;
    private volatile boolean stopped;

    /** Starts the thread; ends of processes are dealt with on the executor. */
    public DescriptorWatch(Executor executor) {
        this.executor = executor;
        on(wakeup.number(), Epoll.IN, this::work);
        thread = new Thread(this::run, "servin-exits");
        thread.setDaemon(true);
        thread.start();
    }

    /** Has the action run once, by the executor, when the descriptor is hung up. Closing the descriptor before ends the watch. */
    void onHangUp(Fd life, Runnable action) {
        long key = keys.incrementAndGet();
        watched.put(key, () -> {
            watched.remove(key);
            forget(life);
            executor.execute(action);
        });
        epoll.add(life.number(), 0, key); // hanging up is always reported
    }

    /**
     * Has the action run each time, as long as the descriptor has one of these events. It must take the event away, and is run by the thread that waits for all others.
     *
     * @return ends the watch; to be called when the descriptor is closed, which alone takes it out of the kernel's set
     */
    Runnable on(int descriptor, int mask, Runnable action) {
        long key = keys.incrementAndGet();
        watched.put(key, action);
        epoll.add(descriptor, mask, key);
        return () -> watched.remove(key);
    }

    /** Has the action run by the thread. */
    void soon(Runnable action) {
        tasks.add(action);
        wakeup.signal();
    }

    private void run() {
        while (!stopped) {
            int count = epoll.waitFor(-1);
            for (int i = 0; i < count; i++) {
                guarded(watched.getOrDefault(epoll.data(i), NOTHING)); // absent: closed since it was reported
            }
        }
    }

    private void work() {
        wakeup.clear();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
    }

    private static void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) { // one container's trouble must not hide the ends of the others
            LOG.error("cannot handle what the kernel tells of a container", e);
        }
    }

    private void forget(Fd life) {
        try {
            life.use(number -> {
                epoll.remove(number);
                return null;
            });
        } catch (ErrnoException e) {
            if (!e.is(Errno.EBADF) && !e.is(Errno.ENOENT)) {
                throw e;
            }
            // closed meanwhile, and by that out of the set
        }
    }

    /** Ends the thread. Nothing is called back any more. */
    @Override
    public void close() {
        stopped = true;
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
