package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.servin.spi.log.LogSource;

/** What one log does not have yet of what a run said, and how much that may be. Thread-safe. */
final class Backlog {
    private static final LogSource[] SOURCES = LogSource.values();

    private final DeliveryLine line;
    private volatile LogPart part;
    private volatile SpoolFolder spools;
    private volatile Checkpoint checkpoint;
    private volatile boolean apart;
    private volatile boolean closed;

    /** Nothing yet. */
    Backlog(LogPart part, SpoolFolder spools, DeliveryLine line) {
        this.part = part;
        this.spools = spools;
        this.line = line;
    }

    /** Which log it is. */
    LogPart part() {
        return part;
    }

    /** The same log with other options. */
    void part(LogPart other) {
        part = other;
        checkpoint().ifPresent(c -> c.describe(other));
    }

    /** Where it lies. */
    SpoolFolder spools() {
        return spools;
    }

    /** What became of the log's records. */
    Tally tally() {
        return line.tally();
    }

    /** How much the log has; empty as long as nothing was said. */
    Optional<Checkpoint> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    /**
     * There is something, or there will be, in the spools.
     *
     * @param own whether the files are this one's alone, and go when the log has everything
     */
    void begin(Checkpoint made, boolean own) {
        apart = own;
        checkpoint = made.counting(tally());
    }

    /** Whether the files are this one's alone. */
    boolean isApart() {
        return apart;
    }

    /** Nothing more is added for this log. */
    void close() {
        closed = true;
    }

    /** Nothing that comes after these positions is this log's. */
    void endAt(long[] positions) {
        checkpoint().ifPresent(c -> {
            synchronized (c) {
                for (int i = 0; i < positions.length; i++) {
                    c.track(i).until(positions[i]);
                }
                c.keep();
            }
        });
    }

    /** Takes what is left to a place of its own, unless it is there; whether that was so. While nothing is on its way. */
    boolean moveTo(Path place) {
        Checkpoint old = checkpoint;
        if (apart || old == null) {
            return false;
        }
        checkpoint = Aside.put(spools, old, place, tally());
        spools = spools.movedTo(place);
        apart = true;
        old.delete();
        return true;
    }

    /** Whether the log has everything of a stream that there is, as far as that is whole records. */
    boolean isDone(Checkpoint c, int stream) {
        synchronized (c) {
            return c.track(stream).isDone(spools.size(stream));
        }
    }

    /** Whether nothing is behind a batch in its stream. */
    boolean isLast(Checkpoint c, int stream, Batch batch) {
        return batch.position(batch.size()) == Math.min(spools.size(stream), c.track(stream).until());
    }

    /** The log has everything. */
    void delete() {
        if (checkpoint != null) {
            line.keep();
        }
        if (apart) {
            spools.delete();
            checkpoint.delete();
            spools.deleteFolder();
        }
    }

    /** Closes its files. */
    void release() {
        checkpoint().ifPresent(Checkpoint::close);
        if (apart) {
            spools.close();
        }
    }

    /** How many bytes wait. Any thread. */
    long waiting() {
        Checkpoint c = checkpoint;
        if (c == null) {
            return 0;
        }
        long waiting = 0;
        synchronized (c) {
            for (int i = 0; i < SOURCES.length; i++) {
                waiting += c.track(i).waiting(spools.size(i));
            }
        }
        return waiting;
    }

    /**
     * Whether the container has to wait for it.
     *
     * @param most bytes of a stream that may wait unless its options say otherwise
     */
    boolean isFull(int stream, long most) {
        Checkpoint c = checkpoint;
        if (c == null || closed || part.mode().dropping()) {
            return false;
        }
        long limit = part.mode().spoolBytes() > 0 ? part.mode().spoolBytes() : most;
        return spools.size(stream) - c.delivered(stream) + line.waitingBeside(this) >= limit;
    }

    /**
     * Drops what is too much, if that is wanted of it.
     *
     * @param most bytes of a stream that may wait
     * @param buffer to read into
     * @return where bytes lie that it does not need, after some that it does
     */
    Optional<Track.Gap> trim(int stream, long most, byte[] buffer) {
        Checkpoint c = checkpoint;
        if (c == null || closed || !part.mode().dropping()) {
            return Optional.empty();
        }
        long wanted = part.mode().bufferBytes() == LogMode.WHOLE ? most : part.mode().bufferBytes();
        long limit = Math.max(0, wanted - line.waitingBeside(this));
        if (spools.size(stream) - c.delivered(stream) <= limit) {
            return Optional.empty();
        }
        synchronized (c) {
            Track track = c.track(stream);
            if (!track.trim(spools.size(stream), limit, part.mode().lineBytes(), (at, into, length) -> spools.read(stream, at, into, 0, length), tally(), buffer)) {
                return Optional.empty();
            }
            c.keep();
            return track.dropped();
        }
    }

    /** Some output did not come into the spool, for want of space. */
    void lost(int stream, long records, long bytes) {
        checkpoint().filter(c -> !closed).ifPresent(c -> {
            synchronized (c) {
                c.track(stream).lost(spools.size(stream), records, bytes, tally());
                c.keep();
            }
        });
    }

    /** Gives a client what was read and is not in the log. Only while delivery stands still, and while the pump stands still too. */
    void giveUndelivered(ClientQueue client) {
        Checkpoint c = checkpoint;
        for (LogSource source : SOURCES) {
            int stream = source.ordinal();
            long end = spools.size(stream);
            for (long at = c == null ? end : c.track(stream).start(); at < end;) {
                byte[] buffer = BatchReader.buffer();
                int n = spools.read(stream, at, buffer, 0, (int) Math.min(buffer.length, end - at));
                client.add(new ClientQueue.Chunk(source, Arrays.copyOf(buffer, n), n));
                at += n;
            }
        }
    }
}
