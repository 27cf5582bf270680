package org.servin.core.internal.stream;

/** When which bytes of a stream came, as far as the log does not have them yet. The pump adds, the delivery asks. */
final class ArrivalTimes {
    private static final int ROOM = 512;

    private final long[] ends = new long[ROOM];
    private final long[] nanos = new long[ROOM];
    private int head;
    private int count;

    /** Bytes up to this position came now. When there is no room they are counted as come with those before. */
    synchronized void add(long end, long epochNanos) {
        if (count == ROOM) {
            ends[(head + count - 1) % ROOM] = end;
            return;
        }
        int at = (head + count++) % ROOM;
        ends[at] = end;
        nanos[at] = epochNanos;
    }

    /** When the byte before this position came, or {@code otherwise} if that is not known. Positions of calls never fall. */
    synchronized long at(long position, long otherwise) {
        while (count > 0 && ends[head] < position) {
            head = (head + 1) % ROOM;
            count--;
        }
        return count > 0 ? nanos[head] : otherwise;
    }
}
