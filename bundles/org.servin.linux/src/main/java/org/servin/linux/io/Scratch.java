package org.servin.linux.io;

import com.sun.jna.Memory;

/** Native memory that one thread uses again and again, so that a call allocates nothing. */
final class Scratch {
    /** The most that one call moves; callers loop. */
    static final int BUFFER = 128 * 1024;

    private static final ThreadLocal<Scratch> MINE = ThreadLocal.withInitial(Scratch::new);

    /** Eight bytes for an offset, a pair of descriptors, a count. */
    final Memory small = new Memory(64);

    private Memory buffer;

    private Scratch() { }

    static Scratch mine() {
        return MINE.get();
    }

    /** At least {@code size} bytes, at most {@link #BUFFER}; short calls of many threads hold little. */
    Memory buffer(int size) {
        if (buffer == null || buffer.size() < size) {
            buffer = new Memory(size <= 4096 ? 4096 : BUFFER);
        }
        return buffer;
    }
}
