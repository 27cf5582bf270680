package org.servin.core.internal.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.servin.linux.io.Epoll;
import org.servin.linux.io.EventFd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's one thread that waits for output of all containers. Handlers, tasks and timers run in it one after the other and must not wait. */
final class Poller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final int EVENTS = 256;
    private static final long WAKE = 0;

    /** Told that a descriptor can be read, or that its writers are gone. */
    interface Handler {
        /** Called in the poller's thread. */
        void ready();
    }

    /** The task is gone once it was called off: what it refers to must not stay until then. */
    private record Timer(long due, long order, AtomicReference<Runnable> task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(due - other.due, 0);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final Epoll epoll = new Epoll(EVENTS);
    private final EventFd wake = new EventFd();
    private final Map<Long, Handler> handlers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final AtomicLong numbers = new AtomicLong(WAKE + 1);
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    /** Starts the thread. */
    Poller(String name) {
        epoll.add(wake.number(), Epoll.IN, WAKE);
        thread = new Thread(this::loop, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Watches a descriptor for reading and gives a number for {@link #remove}. Any thread. */
    long add(int descriptor, Handler handler) {
        long number = numbers.getAndIncrement();
        handlers.put(number, handler);
        try {
            epoll.add(descriptor, Epoll.IN, number);
        } catch (RuntimeException e) {
            handlers.remove(number);
            throw e;
        }
        return number;
    }

    /** Watches it no longer; its handler is not called again once this returns in the poller's thread. */
    void remove(long number, int descriptor) {
        if (handlers.remove(number) != null) {
            epoll.remove(descriptor);
        }
    }

    /** Runs a task in the thread, soon. Any thread. Does nothing once closed. */
    void execute(Runnable task) {
        tasks.add(task);
        if (signalled.compareAndSet(false, true)) {
            wake.signal();
        }
    }

    /**
     * Runs a task in the thread, later. Any thread.
     *
     * @return calls it off, if it has not begun
     */
    Runnable schedule(long milliseconds, Runnable task) {
        long due = System.nanoTime() + milliseconds * 1_000_000;
        long order = numbers.getAndIncrement();
        Timer timer = new Timer(due, order, new AtomicReference<>(task));
        if (Thread.currentThread() == thread) {
            timers.add(timer);
        } else {
            execute(() -> timers.add(timer));
        }
        return () -> timer.task().set(null);
    }

    private void loop() {
        while (!closed) {
            int n = epoll.waitFor(untilNextTimer());
            for (int i = 0; i < n; i++) {
                long number = epoll.data(i);
                if (number == WAKE) {
                    wake.clear();
                } else {
                    Handler handler = handlers.get(number);
                    if (handler != null) {
                        guarded(handler::ready);
                    }
                }
            }
            runTasks();
            runTimers();
        }
    }

    private int untilNextTimer() {
        Timer next = timers.peek();
        if (next == null) {
            return -1;
        }
        long nanos = next.due - System.nanoTime();
        return nanos <= 0 ? 0 : (int) Math.min(nanos / 1_000_000 + 1, Integer.MAX_VALUE);
    }

    private void runTasks() {
        signalled.set(false); // before looking: whoever adds after the last look signals again
        Runnable task;
        while ((task = tasks.poll()) != null) {
            guarded(task);
        }
    }

    private void runTimers() {
        if (timers.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        List<Timer> due = new ArrayList<>();
        while (!timers.isEmpty() && timers.peek().due - now <= 0) {
            due.add(timers.poll());
        }
        due.forEach(timer -> Optional.ofNullable(timer.task().getAndSet(null)).ifPresent(Poller::guarded));
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("output pump: a step failed", e);
        }
    }

    /** Ends the thread; tasks and timers that are left do not run. */
    @Override
    public void close() {
        closed = true;
        wake.signal();
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread) {
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
