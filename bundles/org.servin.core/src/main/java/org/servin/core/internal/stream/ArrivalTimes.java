package org.servin.core.internal.stream;

/**
 * When which bytes of a stream came, as far as some log does not have them yet. The pump adds, deliveries ask. Where many wait, what lies back is kept more coarsely than what
 * came just now.
 */
final class ArrivalTimes {
    private static final int MOST = 512;
    private static final int FRESH = 64;

    private long[] ends = new long[4];
    private long[] nanos = new long[4];
    private int count;
    private int head;

    /** Bytes up to this position came now. */
    synchronized void add(long end, long epochNanos) {
        if (head + count == ends.length) {
            makeRoom();
        }
        ends[head + count] = end;
        nanos[head + count++] = epochNanos;
    }

    /** When the byte before this position came, or {@code otherwise} if that is not known. */
    synchronized long at(long position, long otherwise) {
        int low = head;
        int high = head + count;
        while (low < high) { // the usual answer is at the beginning or near it, but others may read as well
            int middle = low + high >>> 1;
            if (ends[middle] < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < head + count ? nanos[low] : otherwise;
    }

    /** Nobody will ask about what came before this position. */
    synchronized void free(long position) {
        while (count > 0 && ends[head] < position) {
            head++;
            count--;
        }
        if (count == 0) {
            head = 0;
        }
    }

    private void makeRoom() {
        if (head >= ends.length / 2) {
            move(ends, nanos);
        } else if (ends.length < MOST) {
            move(new long[2 * ends.length], new long[2 * ends.length]);
        } else {
            move(ends, nanos);
            thin();
        }
    }

    private void move(long[] newEnds, long[] newNanos) {
        System.arraycopy(ends, head, newEnds, 0, count);
        System.arraycopy(nanos, head, newNanos, 0, count);
        ends = newEnds;
        nanos = newNanos;
        head = 0;
    }

    /** Makes one of two that lie next to each other, but for the last ones. */
    private void thin() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean first = i < count - FRESH && i % 2 == 0;
            if (!first) {
                ends[kept] = ends[i];
                nanos[kept++] = i < count - FRESH ? nanos[i - 1] : nanos[i];
            }
        }
        count = kept;
    }
}
