package org.servin.linux.process;

import com.sun.jna.Memory;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;

/**
 * A handle of one process (pidfd_open(2)): unlike its number it never comes to mean another process. Readable in epoll when the process has
 * ended. Thread-safe.
 */
public final class Pidfd implements AutoCloseable {
    private static final int P_PIDFD = 3;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int SIGINFO_SIZE = 128;
    private final int pid;
    private final Fd fd;

    private Pidfd(int pid, Fd fd) {
        this.pid = pid;
        this.fd = fd;
    }

    /** Opens the process that has this number now; empty if none has. */
    public static Optional<Pidfd> open(int pid) {
        long number = ProcessCalls.syscall(ProcessCalls.NR_PIDFD_OPEN, pid, 0, 0, 0);
        if (number < 0 && LibC.errno() == Errno.ESRCH) {
            return Optional.empty();
        }
        return Optional.of(new Pidfd(pid, new Fd(ProcessCalls.check(number, "pidfd_open", "process " + pid))));
    }

    /** The process's number, true as long as it was not waited for. */
    public int pid() {
        return pid;
    }

    /** The descriptor. */
    public Fd fd() {
        return fd;
    }

    /** Sends a signal; false if the process has ended and was waited for, or this handle is closed. */
    public boolean signal(int number) {
        if (fd.isClosed()) {
            return false;
        }
        return fd.use(descriptor -> {
            long result = ProcessCalls.syscall(ProcessCalls.NR_PIDFD_SEND_SIGNAL, descriptor, number, 0, 0);
            if (result < 0 && LibC.errno() == Errno.ESRCH) {
                return false;
            }
            ProcessCalls.check(result, "pidfd_send_signal", "process " + pid);
            return true;
        });
    }

    /** Gets a descriptor that the process has open under this number, close-on-exec. EBADF if it has none, EPERM without the right to trace it. */
    public Fd take(int number) {
        return fd.use(descriptor -> new Fd(ProcessCalls.check(
                ProcessCalls.syscall(ProcessCalls.NR_PIDFD_GETFD, descriptor, number, 0, 0), "pidfd_getfd", "descriptor " + number + " of process " + pid)));
    }

    /** Waits for the end of a child of ours, so that nothing of it is left; of another's child it does nothing. */
    public void reap() {
        waitFor(WEXITED);
    }

    /** Whether a child of ours had ended, and is waited for by this. */
    public boolean tryReap() {
        return waitFor(WEXITED | WNOHANG);
    }

    private boolean waitFor(int options) {
        try (Memory info = new Memory(SIGINFO_SIZE)) {
            info.clear();
            return fd.use(descriptor -> {
                while (ProcessCalls.waitid(P_PIDFD, descriptor, info, options) < 0) {
                    int errno = LibC.errno();
                    if (errno == Errno.ECHILD) {
                        return false;
                    }
                    if (errno != Errno.EINTR) {
                        throw ProcessCalls.failure("waitid", "process " + pid);
                    }
                }
                return info.getInt(0) != 0;
            });
        }
    }

    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return "process " + pid;
    }
}
