package org.servin.core.internal.stream;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where one delivery stands in one stream: what the log has, what is on its way to it, and what was dropped because it was too slow. Guarded by its {@link Checkpoint}.
 *
 * <p>From the oldest byte on there are: those of the batch on its way, which may begin with a gap; perhaps some that were in an earlier batch and not taken; a gap; all others.
 * What is dropped is the oldest that is not on its way, whole records.
 */
final class Track {
    /** How many bytes {@link #save} writes. */
    static final int SAVED = 2 * Long.BYTES + 2 * 4 * Long.BYTES;

    /**
     * Records that were dropped.
     *
     * @param at where they began
     * @param end where they ended; the same for some that never came into the spool
     */
    record Gap(long at, long end, long records, long bytes) {
        private Gap and(long newEnd, long moreRecords, long moreBytes) {
            return new Gap(at, newEnd, records + moreRecords, bytes + moreBytes);
        }
    }

    /** Reads the stream. */
    interface Bytes {
        /** Reads from a position on; how many bytes. */
        int read(long position, byte[] into, int length);
    }

    private volatile long delivered;
    private long flight;
    private long until = Long.MAX_VALUE;
    private Gap told;
    private Gap next;
    private Gap later;

    /** Nothing of what came before a position is this delivery's. */
    Track(long from) {
        delivered = from;
        flight = from;
    }

    /** The position up to which the log has everything that it will get. Any thread. */
    long delivered() {
        return delivered;
    }

    /** Where the delivery ends; {@link Long#MAX_VALUE} if it goes on with its stream. */
    long until() {
        return until;
    }

    /** Nothing from this position on is this delivery's. */
    void until(long position) {
        until = Math.max(position, delivered);
    }

    /** What is to be told before the next record. */
    Optional<Gap> gap() {
        return Optional.ofNullable(next).filter(gap -> gap.at == delivered);
    }

    /** Where the next records begin. */
    long start() {
        return gap().map(Gap::end).orElse(delivered);
    }

    /** Where the next batch must end at last. */
    long limit() {
        Gap following = gap().isPresent() ? later : next;
        return following == null ? until : following.at;
    }

    /** Whether there is nothing left of what came up to a size. */
    boolean isDone(long size) {
        return delivered >= Math.min(size, until) && next == null && told == null;
    }

    /** A batch up to a position is on its way, and with it the gap before it if there is one. */
    void sent(long end) {
        if (gap().isPresent()) {
            told = next;
            next = later;
            later = null;
        }
        flight = end;
    }

    /** The batch came through up to a position. */
    void settled(long position) {
        told = null;
        delivered = position;
        flight = position;
    }

    /** The batch is to be sent again. */
    void failed() {
        flight = delivered;
        if (told == null) {
            return;
        }
        if (next != null && next.at == told.end) {
            next = new Gap(told.at, next.end, told.records + next.records, told.bytes + next.bytes);
        } else {
            later = next;
            next = told;
        }
        told = null;
    }

    /** How many bytes of a stream of this size the log does not have and will get. */
    long waiting(long size) {
        return Math.max(0, Math.min(size, until) - delivered - length(told) - length(next) - length(later));
    }

    private static long length(Gap gap) {
        return gap == null ? 0 : gap.end - gap.at;
    }

    private long waitingUnsent(long size) {
        return Math.min(size, until) - flight - length(next) - length(later);
    }

    /**
     * Drops the oldest records until no more than {@code most} bytes wait that are not on their way; what was dropped is added to the tally.
     *
     * @param piece the most bytes of a record
     * @param buffer to read into
     * @return whether anything was dropped
     */
    boolean trim(long size, long most, int piece, Bytes bytes, Tally tally, byte[] buffer) {
        boolean any = false;
        while (waitingUnsent(size) > most) {
            byte[] scratch = piece < buffer.length ? buffer : new byte[piece + 1];
            boolean apart = next != null && next.at > flight;
            long from = next == null || apart ? flight : next.end;
            long[] found = count(from, apart ? next.at : later != null ? later.at : Math.min(size, until), apart ? Long.MAX_VALUE : waitingUnsent(size) - most, piece, bytes, scratch);
            if (found[1] == 0) {
                break; // the beginning of a line, which may be longer than all that may wait
            }
            tally.dropped(found[0], found[1]);
            drop(from, found[0], found[1], apart);
            any = true;
        }
        return any;
    }

    /** Where what was dropped last lies: from there to there nobody reads for this delivery. Empty if nothing was dropped that is not told yet. */
    Optional<Gap> dropped() {
        return Optional.ofNullable(next);
    }

    private void drop(long from, long records, long length, boolean apart) {
        if (next == null) {
            next = new Gap(from, from + length, records, length);
        } else if (apart) {
            next = new Gap(from, next.end, next.records + records, next.bytes + length);
        } else {
            next = next.and(from + length, records, length);
        }
        if (later != null && later.at <= next.end) {
            next = next.and(later.end, later.records, later.bytes);
            later = null;
        }
    }

    /** How many whole records, and bytes of them, lie between two positions, until there are enough. */
    private static long[] count(long from, long end, long enough, int piece, Bytes bytes, byte[] scratch) {
        long[] found = new long[2];
        long before = -1;
        while (found[1] < enough && found[1] != before && from + found[1] < end) {
            before = found[1];
            long base = before;
            int n = bytes.read(from + base, scratch, (int) Math.min(scratch.length, end - from - base));
            LineSplitter.split(scratch, 0, n, false, piece, (start, textEnd, recordEnd, complete) -> {
                found[0]++;
                found[1] = base + recordEnd;
                return found[1] < enough;
            });
        }
        return found;
    }

    /** Some were dropped that never came into the spool, whose present size that is. */
    void lost(long size, long records, long bytes, Tally tally) {
        tally.dropped(records, bytes);
        Gap last = later != null ? later : next;
        if (last != null && last.end == size) {
            Gap more = last.and(size, records, bytes);
            if (later != null) {
                later = more;
            } else {
                next = more;
            }
        } else if (last == null) {
            next = new Gap(size, size, records, bytes);
        } // else it is in the numbers only: there is one place for a gap
    }

    /** Writes this. */
    void save(ByteBuffer to) {
        to.putLong(delivered).putLong(until);
        Gap first = told != null ? told : next;
        save(first, to);
        save(told != null ? next : later, to);
    }

    private static void save(Gap gap, ByteBuffer to) {
        Gap saved = gap == null ? new Gap(-1, -1, 0, 0) : gap;
        to.putLong(saved.at).putLong(saved.end).putLong(saved.records).putLong(saved.bytes);
    }

    /** Reads what {@link #save} wrote. */
    static Track load(ByteBuffer from) {
        Track track = new Track(from.getLong());
        track.until = from.getLong();
        track.next = loadGap(from);
        track.later = loadGap(from);
        return track;
    }

    private static Gap loadGap(ByteBuffer from) {
        Gap gap = new Gap(from.getLong(), from.getLong(), from.getLong(), from.getLong());
        return gap.at < 0 ? null : gap;
    }
}
