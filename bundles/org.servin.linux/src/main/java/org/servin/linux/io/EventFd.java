package org.servin.linux.io;

import com.sun.jna.Memory;
import java.util.function.IntFunction;
import org.servin.linux.Fd;

/** Wakes a thread that waits in epoll or poll. Thread-safe. */
public final class EventFd implements AutoCloseable {
    private final Fd fd;

    /** Makes one that is not signalled. */
    public EventFd() {
        int number = IoCalls.eventfd(0, Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC);
        if (number < 0) {
            throw Descriptors.failure("eventfd", "");
        }
        fd = new Fd(number);
    }

    /** The descriptor's number; readable while signalled. */
    public int number() {
        return fd.number();
    }

    /** Makes it readable. Does nothing once it is closed. */
    public void signal() {
        whileOpen(number -> {
            Memory one = Scratch.mine().small;
            one.setLong(0, 1);
            return IoCalls.write(number, one, 8);
        });
    }

    /** Makes it not readable until the next signal; whether it was signalled. */
    public boolean clear() {
        return whileOpen(number -> IoCalls.read(number, Scratch.mine().small, 8)) > 0;
    }

    private long whileOpen(IntFunction<Long> call) {
        if (!fd.isClosed()) {
            try {
                return fd.use(call);
            } catch (org.servin.linux.ErrnoException closedMeanwhile) {
                if (!fd.isClosed()) {
                    throw closedMeanwhile;
                }
            }
        }
        return 0;
    }

    @Override
    public void close() {
        fd.close();
    }
}
