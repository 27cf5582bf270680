package org.servin.core.internal.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A clock that the test moves; actions that are due run on threads of their own. */
final class ManualTime implements EngineTime {
    private final ExecutorService threads = Executors.newCachedThreadPool(r -> {
        Thread thread = new Thread(r, "manual-time");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Waiting> waiting = new ArrayList<>();
    private long now = 1_700_000_000_000_000_000L;

    private record Waiting(long at, Runnable action) { }

    @Override
    public synchronized long epochNanos() {
        return now;
    }

    @Override
    public synchronized Timer after(Duration delay, Runnable action) {
        Waiting entry = new Waiting(now + delay.toNanos(), action);
        waiting.add(entry);
        notifyAll();
        return () -> cancel(entry);
    }

    private synchronized void cancel(Waiting entry) {
        waiting.remove(entry);
    }

    @Override
    public void soon(Runnable action) {
        threads.execute(action);
    }

    /** Pauses of the timers that wait, shortest first. */
    synchronized List<Duration> pauses() {
        return waiting.stream().map(w -> Duration.ofNanos(w.at - now)).sorted().toList();
    }

    /** Waits for somebody to wait. */
    synchronized Duration awaitPause() throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (waiting.isEmpty()) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("nobody waits");
            }
            wait(millis);
        }
        return pauses().get(0);
    }

    synchronized void advance(Duration by) {
        now += by.toNanos();
        List<Waiting> due = waiting.stream().filter(w -> w.at <= now).sorted(Comparator.comparingLong(Waiting::at)).toList();
        waiting.removeAll(due);
        due.forEach(w -> soon(w.action));
    }
}
