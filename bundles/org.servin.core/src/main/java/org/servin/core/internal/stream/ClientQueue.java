package org.servin.core.internal.stream;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Set;
import org.servin.spi.log.LogSource;

/**
 * Output on its way to one attached client: the pump adds, the client's session takes. When more than {@link #LIMIT} bytes wait the queue is full, and the pump stops
 * reading the container's output until half is taken, as a shell's pipe would: {@code docker run … tar c . | gzip} must not lose a byte. A client that came later
 * is let go when it takes nothing for a while ({@link Channel}), so that one that hangs does not hold up a container that is not its own.
 */
final class ClientQueue {
    /** How many bytes wait before the pump does. */
    static final int LIMIT = 1 << 20;

    private static final int MERGE = 64 * 1024;

    /** Bytes of one stream; the array is shared with other clients and not to be changed. */
    record Chunk(LogSource source, byte[] bytes, int length) { }

    private final Set<LogSource> wanted;
    private final boolean patient;
    private final Runnable roomAgain;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private long waiting;
    private long taken;
    private boolean wasFull;
    private boolean watched;
    private boolean ended;
    private boolean cut;

    /**
     * An empty queue.
     *
     * @param wanted which streams the client is sent
     * @param patient whether the container waits for this client however long it takes
     * @param roomAgain called by the client's thread when a full queue has room again
     */
    ClientQueue(Set<LogSource> wanted, boolean patient, Runnable roomAgain) {
        this.wanted = Set.copyOf(wanted);
        this.patient = patient;
        this.roomAgain = roomAgain;
    }

    /** Whether somebody should begin to look whether the client stalls; true once until {@link #stallWatched}. */
    synchronized boolean watchStall() {
        boolean begin = !patient && !watched;
        watched |= begin;
        return begin;
    }

    /** Nobody looks at present. */
    synchronized void stallWatched() {
        watched = false;
    }

    /** Adds bytes, also to a full queue; passes over streams that the client did not ask for. */
    synchronized void add(Chunk chunk) {
        if (!ended && wanted.contains(chunk.source)) {
            chunks.add(chunk);
            waiting += chunk.length;
            wasFull |= waiting > LIMIT;
            notifyAll();
        }
    }

    /** Whether the pump is to wait. */
    synchronized boolean isFull() {
        return wasFull && !ended;
    }

    /** How many bytes the client has taken so far. */
    synchronized long taken() {
        return taken;
    }

    /** Waits for bytes; null at the end. Small chunks of one stream come together. */
    Chunk take() throws InterruptedException {
        Chunk chunk;
        boolean room;
        synchronized (this) {
            while (chunks.isEmpty() && !ended) {
                wait();
            }
            if (chunks.isEmpty()) {
                return null;
            }
            chunk = merged();
            waiting -= chunk.length;
            taken += chunk.length;
            room = wasFull && waiting <= LIMIT / 2;
            wasFull &= !room;
        }
        if (room) {
            roomAgain.run();
        }
        return chunk;
    }

    private Chunk merged() {
        Chunk first = chunks.poll();
        Chunk next = chunks.peek();
        if (next == null || next.source != first.source || first.length + next.length > MERGE) {
            return first;
        }
        byte[] bytes = Arrays.copyOf(first.bytes, MERGE);
        int length = first.length;
        while (next != null && next.source == first.source && length + next.length <= MERGE) {
            System.arraycopy(next.bytes, 0, bytes, length, next.length);
            length += next.length;
            chunks.poll();
            next = chunks.peek();
        }
        return new Chunk(first.source, bytes, length);
    }

    /** No more will be added; what waits is still taken. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Ends it at once, and forgets what waits. */
    void cut() {
        boolean room;
        synchronized (this) {
            room = wasFull;
            wasFull = false;
            cut = true;
            ended = true;
            chunks.clear();
            waiting = 0;
            notifyAll();
        }
        if (room) {
            roomAgain.run();
        }
    }
}
