package org.servin.linux.io;

import com.sun.jna.Memory;
import java.util.concurrent.TimeUnit;
import org.servin.linux.Errno;
import org.servin.linux.internal.LibC;

/** Waits for a few descriptors at once, for threads that serve one client. Used by one thread. */
public final class Poll {
    public static final int IN = 1;
    public static final int OUT = 4;
    public static final int ERR = 8;
    public static final int HUP = 16;
    public static final int INVALID = 32;

    private final Memory entries;
    private final int count;

    /** Room for this many descriptors. */
    public Poll(int count) {
        this.count = count;
        entries = new Memory(8L * count);
        for (int i = 0; i < count; i++) {
            set(i, -1, 0);
        }
    }

    /** Watches a descriptor in one of the places; a negative descriptor leaves the place empty. */
    public void set(int place, int descriptor, int mask) {
        entries.setInt(8L * place, descriptor);
        entries.setShort(8L * place + 4, (short) mask);
        entries.setShort(8L * place + 6, (short) 0);
    }

    /**
     * Waits until something happens.
     *
     * @param milliseconds how long at most; negative for ever
     * @return how many places have events; 0 also when a signal interrupted the wait
     */
    public int waitFor(int milliseconds) {
        int n = IoCalls.poll(entries, count, milliseconds);
        if (n < 0) {
            if (LibC.errno() != Errno.EINTR) {
                throw Descriptors.failure("poll", "");
            }
            for (int i = 0; i < count; i++) {
                entries.setShort(8L * i + 6, (short) 0);
            }
            return 0;
        }
        return n;
    }

    /** What happened at a place. */
    public int result(int place) {
        return entries.getShort(8L * place + 6);
    }

    /** Waits for one descriptor; gives what happened, 0 when the time is over. A signal that interrupts the wait does not end it. */
    public static int one(int descriptor, int mask, int milliseconds) {
        Memory entry = Scratch.mine().small;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        int left = milliseconds;
        while (true) {
            entry.setInt(0, descriptor);
            entry.setShort(4, (short) mask);
            entry.setShort(6, (short) 0);
            int n = IoCalls.poll(entry, 1, left);
            if (n >= 0) {
                return n == 0 ? 0 : entry.getShort(6);
            }
            if (LibC.errno() != Errno.EINTR) {
                throw Descriptors.failure("poll", "descriptor " + descriptor);
            }
            left = milliseconds < 0 ? milliseconds : (int) Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        }
    }
}
