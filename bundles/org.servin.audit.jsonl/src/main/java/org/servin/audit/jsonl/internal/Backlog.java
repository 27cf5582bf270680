package org.servin.audit.jsonl.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines that wait to be written, up to a bound. What came when there was no room is counted, and nothing is taken then until all that waits has been taken, so that the number
 * stands in the right place. Thread-safe.
 */
final class Backlog {
    private final int capacity;
    private List<Entry> waiting = new ArrayList<>();
    private int bytes;
    private long lost;
    private long given;
    private boolean closed;
    private boolean hungry; // whether somebody waits for something to take: waking nobody up costs, too

    /** What was taken together: first the lines, then how many after them were not kept. */
    record Batch(List<Entry> entries, long lost) {
        boolean isEmpty() {
            return entries.isEmpty() && lost == 0;
        }
    }

    /** Room for so many bytes. */
    Backlog(int capacity) {
        this.capacity = capacity;
    }

    /** Adds a line, or counts it. */
    synchronized boolean offer(Entry entry) {
        if (closed || lost > 0 || bytes + entry.line().length > capacity) {
            lost++;
            return false;
        }
        add(entry);
        return true;
    }

    /** Adds a line when there is room; false if there is none in time. */
    synchronized boolean put(Entry entry, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!closed && bytes + entry.line().length > capacity) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        if (closed) {
            return false;
        }
        add(entry);
        return true;
    }

    private void add(Entry entry) {
        waiting.add(entry);
        bytes += entry.line().length;
        if (hungry) {
            notifyAll();
        }
    }

    /** Takes all that waits; waits for something. Nothing is in it if nothing came in time, or all was taken and nothing can come any more. */
    synchronized Batch take(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (isEmpty() && !closed) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            hungry = true;
            wait(left);
        }
        hungry = false;
        Batch batch = new Batch(waiting, lost);
        waiting = new ArrayList<>();
        bytes = 0;
        lost = 0;
        notifyAll();
        return batch;
    }

    /** Whether there is nothing to take. */
    synchronized boolean isEmpty() {
        return waiting.isEmpty() && lost == 0;
    }

    /** Waits, but no longer than until nothing more can come. */
    synchronized void pause(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis(); left > 0 && !closed; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Takes nothing more in. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Counts lines that were taken and could not be written. */
    synchronized void lose(int lines) {
        given += lines;
    }

    /** How many decisions were given and are written nowhere. */
    synchronized long unwritten() {
        return waiting.size() + lost + given;
    }
}
