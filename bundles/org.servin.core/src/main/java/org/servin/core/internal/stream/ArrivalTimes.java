package org.servin.core.internal.stream;

/**
 * When which bytes of a stream came, as far as some log does not have them yet. The pump adds, deliveries ask. Where many wait, what lies back is kept more coarsely than what
 * came just now.
 */
final class ArrivalTimes {
    private static final int MOST = 512;
    private static final int FRESH = 64;
    private static final int COARSE = 128;

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

    /** An answer, and up to which position it is the same. For one thread, which goes forward. */
    static final class Answer {
        private long end;
        private long nanos;

        /** When the byte before this position came, or {@code otherwise} if that is not known. */
        long at(ArrivalTimes times, long position, long otherwise) {
            if (position > end) {
                times.find(position, otherwise, this);
            }
            return nanos;
        }

        /** The next question may be about anything. */
        void forget() {
            end = 0;
        }
    }

    private synchronized void find(long position, long otherwise, Answer answer) {
        int low = head;
        int high = head + count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ends[middle] < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        boolean known = low < head + count;
        answer.end = known ? ends[low] : position;
        answer.nanos = known ? nanos[low] : otherwise;
    }

    /** All that is known: positions, and each one's nanoseconds after it. */
    synchronized long[] pairs() {
        long[] pairs = new long[2 * count];
        for (int i = 0; i < count; i++) {
            pairs[2 * i] = ends[head + i];
            pairs[2 * i + 1] = nanos[head + i];
        }
        return pairs;
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

    /** Makes one of what came at about the same time, but for the last ones. */
    private void thin() {
        int old = count - FRESH;
        long same = (nanos[old] - nanos[0]) / COARSE;
        int kept = 0;
        long first = nanos[0];
        for (int i = 0; i < count; i++) {
            if (i < old && i > 0 && nanos[i] - first <= same) {
                ends[kept - 1] = ends[i];
            } else {
                first = nanos[i];
                ends[kept] = ends[i];
                nanos[kept++] = first;
            }
        }
        count = kept;
    }
}
