package org.servin.linux.io;

import com.sun.jna.Memory;
import org.servin.linux.Errno;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;

/**
 * Waits for many descriptors, level-triggered. {@link #waitFor} and the accessors of its results belong to one thread; descriptors may be
 * added and removed by any.
 */
public final class Epoll implements AutoCloseable {
    public static final int IN = 1;
    public static final int PRI = 2;
    public static final int OUT = 4;
    public static final int ERR = 8;
    public static final int HUP = 16;

    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int CTL_MOD = 3;

    /** {@code struct epoll_event} is packed on x86_64 and nowhere else. */
    private static final boolean PACKED = System.getProperty("os.arch").matches("amd64|x86_64");

    private static final int DATA_AT = PACKED ? 4 : 8;
    private static final int EVENT_SIZE = DATA_AT + 8;

    private final Fd fd;
    private final Memory events;
    private final int capacity;

    /**
     * An empty set.
     *
     * @param capacity how many events one wait reports at most
     */
    public Epoll(int capacity) {
        int number = IoCalls.epoll_create1(Descriptors.O_CLOEXEC);
        if (number < 0) {
            throw Descriptors.failure("epoll_create1", "");
        }
        fd = new Fd(number);
        this.capacity = capacity;
        events = new Memory((long) capacity * EVENT_SIZE);
    }

    /** Watches a descriptor; {@code data} comes back with its events. HUP and ERR are always reported. */
    public void add(int descriptor, int mask, long data) {
        control("EPOLL_CTL_ADD", CTL_ADD, descriptor, mask, data);
    }

    /** Watches a descriptor that is in the set for something else. */
    public void change(int descriptor, int mask, long data) {
        control("EPOLL_CTL_MOD", CTL_MOD, descriptor, mask, data);
    }

    /** Watches it no longer. */
    public void remove(int descriptor) {
        control("EPOLL_CTL_DEL", CTL_DEL, descriptor, 0, 0);
    }

    private void control(String name, int operation, int descriptor, int mask, long data) {
        Memory event = Scratch.mine().small;
        event.setInt(0, mask);
        event.setLong(DATA_AT, data);
        if (fd.use(number -> IoCalls.epoll_ctl(number, operation, descriptor, event)) < 0) {
            throw Descriptors.failure("epoll_ctl " + name, "descriptor " + descriptor);
        }
    }

    /**
     * Waits until something happens.
     *
     * @param milliseconds how long at most; negative for ever
     * @return how many events; 0 also when a signal interrupted the wait
     */
    public int waitFor(int milliseconds) {
        int n = IoCalls.epoll_wait(fd.number(), events, capacity, milliseconds);
        if (n < 0) {
            if (LibC.errno() != Errno.EINTR) {
                throw Descriptors.failure("epoll_wait", "");
            }
            return 0;
        }
        return n;
    }

    /** What happened, of the event with this number of the last wait. */
    public int mask(int event) {
        return events.getInt((long) event * EVENT_SIZE);
    }

    /** The data that the descriptor was added with. */
    public long data(int event) {
        return events.getLong((long) event * EVENT_SIZE + DATA_AT);
    }

    @Override
    public void close() {
        fd.close();
    }
}
