package org.servin.core.internal.stream;

/** When which bytes of a stream came, as far as the log does not have them yet. The pump adds, the delivery asks. */
final class ArrivalTimes {
    private static final int MOST = 512;

    private long[] ends = new long[4];
    private long[] nanos = new long[4];
    private int head;
    private int count;

    /** Bytes up to this position came now. When there is no room they are counted as come with those before. */
    synchronized void add(long end, long epochNanos) {
        if (count == MOST) {
            ends[(head + count - 1) % MOST] = end;
            return;
        }
        if (count == ends.length) {
            ends = grown(ends);
            nanos = grown(nanos);
            head = 0;
        }
        int at = (head + count++) % ends.length;
        ends[at] = end;
        nanos[at] = epochNanos;
    }

    /** When the byte before this position came, or {@code otherwise} if that is not known. Positions of calls never fall. */
    synchronized long at(long position, long otherwise) {
        while (count > 0 && ends[head] < position) {
            head = (head + 1) % ends.length;
            count--;
        }
        return count > 0 ? nanos[head] : otherwise;
    }

    private long[] grown(long[] ring) {
        long[] bigger = new long[2 * ring.length];
        for (int i = 0; i < ring.length; i++) {
            bigger[i] = ring[(head + i) % ring.length];
        }
        return bigger;
    }
}
