package org.servin.core.internal.stream;

import org.servin.spi.log.LogBatch;
import org.servin.spi.log.LogSource;

/** Records that are sent together, and up to where in their stream each of them goes. One is used over and over by one thread: nothing is made for a record. */
final class Batch implements LogBatch {
    /** The most records of a batch. */
    static final int MOST = 1000;

    private byte[] bytes;
    private int size;
    private final int[] from = new int[MOST];
    private final int[] end = new int[MOST];
    private final boolean[] complete = new boolean[MOST];
    private final LogSource[] source = new LogSource[MOST];
    private final long[] nanos = new long[MOST];
    private final long[] positions = new long[MOST];

    /**
     * Forgets everything.
     *
     * @param texts where the texts of the next records will lie
     */
    void begin(byte[] texts) {
        bytes = texts;
        size = 0;
    }

    /** Goes on in a longer array, that begins with the same texts. */
    void goOn(byte[] texts) {
        bytes = texts;
    }

    /**
     * Adds a record.
     *
     * @param textFrom where its text begins
     * @param textEnd where its text ends
     * @param whole whether a line's end followed
     * @param position the one after it in its stream
     * @return whether there is room for another
     */
    boolean add(LogSource stream, long epochNanos, int textFrom, int textEnd, boolean whole, long position) {
        from[size] = textFrom;
        end[size] = textEnd;
        complete[size] = whole;
        source[size] = stream;
        nanos[size] = epochNanos;
        positions[size++] = position;
        return size < MOST;
    }

    /** Whether there is nothing in it. */
    boolean isEmpty() {
        return size == 0;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int from(int record) {
        return from[record];
    }

    @Override
    public int end(int record) {
        return end[record];
    }

    @Override
    public boolean complete(int record) {
        return complete[record];
    }

    @Override
    public LogSource source(int record) {
        return source[record];
    }

    @Override
    public long epochNanos(int record) {
        return nanos[record];
    }

    /** The position in the stream after so many of the first records. */
    long position(int count) {
        return positions[count - 1];
    }
}
