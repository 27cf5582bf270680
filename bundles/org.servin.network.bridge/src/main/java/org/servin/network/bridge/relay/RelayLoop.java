package org.servin.network.bridge.relay;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Epoll;
import org.servin.linux.io.EventFd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that serves ports, and what it waits with. Begins when it is made. Thread-safe. */
final class RelayLoop {
    /** A socket's owner. Called by the relay's thread. */
    interface Owner {
        /** Something happened, see {@link Epoll}. */
        void ready(int events);

        /** Called about every {@link #TICK_MILLIS} while anything is open. */
        default void tick() { }
    }

    static final int TICK_MILLIS = 5000;
    private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);
    private static final int EVENTS = 64;
    private static final int STACK_BYTES = 256 * 1024;

    private final Map<Long, Owner> owners = new ConcurrentHashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicLong lastId = new AtomicLong();
    private final Epoll epoll = new Epoll(EVENTS);
    private final EventFd wake = new EventFd();
    private final Thread thread;
    private volatile boolean ended;

    RelayLoop() {
        epoll.add(wake.number(), Epoll.IN, 0);
        thread = new Thread(null, this::run, "port-relay", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    /** Watches a socket. */
    long add(Fd socket, int mask, Owner owner) {
        long id = lastId.incrementAndGet();
        owners.put(id, owner);
        epoll.add(socket.number(), mask, id);
        return id;
    }

    Epoll epoll() {
        return epoll;
    }

    /** Watches it no longer. */
    void remove(long id) {
        owners.remove(id);
    }

    /** Has the relay's thread do something. */
    void run(Runnable task) {
        tasks.add(task);
        wake.signal();
    }

    private void run() {
        long ticked = System.nanoTime();
        while (!ended) {
            int events = epoll.waitFor(owners.isEmpty() ? -1 : TICK_MILLIS);
            for (int i = 0; i < events; i++) {
                if (epoll.data(i) == 0) {
                    wake.clear();
                } else {
                    Owner owner = owners.get(epoll.data(i));
                    int happened = epoll.mask(i);
                    guarded(() -> {
                        if (owner != null) {
                            owner.ready(happened);
                        }
                    });
                }
            }
            runTasks();
            if (System.nanoTime() - ticked > TICK_MILLIS * 1_000_000L) {
                ticked = System.nanoTime();
                owners.values().forEach(owner -> guarded(owner::tick));
            }
        }
        runTasks();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
    }

    /** A failure at one port does not concern the others. */
    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (ErrnoException e) {
            LOG.warn("a published port of IPv6: {}", e.getMessage());
        }
    }

    /** Ends the thread, after what it has been given to do; ports are closed before. */
    void end() {
        ended = true;
        wake.signal();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        epoll.close();
        wake.close();
    }
}
