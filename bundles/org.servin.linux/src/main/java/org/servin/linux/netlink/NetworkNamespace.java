package org.servin.linux.netlink;

import java.util.function.Supplier;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;

/**
 * Work inside another network namespace. The calling thread enters it, calls, and comes back; what is called must be a few system calls that
 * open descriptors, and must not block, hand work to other threads or load classes of the container's. Descriptors opened inside go on belonging to
 * that namespace, so the rest of the work is done outside with them.
 */
public final class NetworkNamespace {
    private static final String OWN = "/proc/thread-self/ns/net";

    private NetworkNamespace() { }

    /**
     * The calling thread is in a namespace that it must not stay in and cannot leave. Nobody may catch this to go on: the thread has to end.
     */
    public static final class LostError extends Error {
        private static final long serialVersionUID = 1L;

        private LostError(int errno) {
            super("cannot return to the engine's network namespace: " + Errno.text(errno) + "; this thread must end");
        }
    }

    /** Opens the namespace of a process; the caller closes it. ENOENT or ESRCH if the process is gone. */
    public static Fd of(int pid) {
        return SocketCalls.openFile("/proc/" + pid + "/ns/net", SocketCalls.O_RDONLY);
    }

    /** Opens the calling thread's own namespace; the caller closes it. */
    public static Fd current() {
        return SocketCalls.openFile(OWN, SocketCalls.O_RDONLY);
    }

    /** Opens a namespace that is open already once more; the caller closes it. */
    public static Fd again(int namespace) {
        return SocketCalls.openFile("/proc/self/fd/" + namespace, SocketCalls.O_RDONLY);
    }

    /** Moves the calling thread for good into a new, empty namespace: for tests. */
    public static void unshare() {
        SocketCalls.leaveForNewNamespace();
    }

    /** Calls inside the namespace. */
    public static <T> T call(int namespace, Supplier<T> opening) {
        try (Fd home = current()) {
            int refused = SocketCalls.enter(namespace);
            if (refused != 0) {
                throw new ErrnoException("setns", "network namespace", refused);
            }
            try {
                return opening.get();
            } finally {
                int lost = SocketCalls.enter(home.number());
                if (lost != 0) {
                    throw new LostError(lost);
                }
            }
        }
    }

    /** Writes a file below {@code /proc/sys/net} of that namespace. */
    public static void sysctl(int namespace, String path, String value) {
        try (Fd file = call(namespace, () -> SocketCalls.openFile("/proc/sys/net/" + path, SocketCalls.O_WRONLY))) {
            write(file, path, value);
        }
    }

    private static void write(Fd file, String path, String value) {
        SocketCalls.writeAll(file.number(), value.getBytes(java.nio.charset.StandardCharsets.US_ASCII), path);
    }

    /**
     * Opens a route socket in the namespace and, in the same visit, turns IPv6 off there if that is asked for; a kernel without IPv6 is off already.
     */
    public static Rtnetlink open(int namespace, boolean disableIpv6) {
        String path = "/proc/sys/net/ipv6/conf/all/disable_ipv6";
        Fd[] sysctl = new Fd[1];
        Fd socket = call(namespace, () -> {
            if (disableIpv6) {
                try {
                    sysctl[0] = SocketCalls.openFile(path, SocketCalls.O_WRONLY);
                } catch (ErrnoException e) {
                    if (!e.is(Errno.ENOENT)) {
                        throw e;
                    }
                }
            }
            return SocketCalls.openSocket(SocketCalls.AF_NETLINK, SocketCalls.SOCK_RAW, 0);
        });
        if (sysctl[0] != null) {
            try (Fd file = sysctl[0]) {
                write(file, path, "1");
            }
        }
        return new Rtnetlink(socket);
    }
}
