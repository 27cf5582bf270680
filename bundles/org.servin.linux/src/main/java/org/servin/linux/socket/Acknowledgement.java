package org.servin.linux.socket;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/** Waits for the other side to have what was sent. The kernel has no event for that, so it is asked, at growing intervals that begin far below a network's round trip. */
final class Acknowledgement {
    private static final long SHORTEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(10);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int ROOM_MILLIS = 50;

    private Acknowledgement() { }

    /** Waits a moment for room in a channel; false if the thread is interrupted, as which it stays. */
    static boolean mayWait(MessageChannel channel) {
        try {
            channel.awaitRoom(ROOM_MILLIS);
            return !Thread.currentThread().isInterrupted();
        } catch (ErrnoException e) {
            if (e.is(Errno.EINTR)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Waits while some come, and gives how many bytes are without one: 0, or what there is after that many nanoseconds without a change, or when the other side is gone or the thread is
     * interrupted, as which it stays.
     */
    static int await(MessageChannel channel, long patience) {
        int least = Integer.MAX_VALUE;
        long pause = SHORTEST_PAUSE;
        long deadline = 0;
        while (true) {
            int waiting = channel.unacknowledged();
            if (waiting == 0) {
                return 0;
            }
            long now = System.nanoTime();
            if (waiting < least) {
                least = waiting;
                deadline = now + patience;
            } else if (now > deadline || channel.isEnded()) {
                return waiting;
            }
            if (Thread.currentThread().isInterrupted()) {
                return waiting;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
    }
}
