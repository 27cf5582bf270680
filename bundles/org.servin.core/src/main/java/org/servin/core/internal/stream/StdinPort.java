package org.servin.core.internal.stream;

import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.io.Descriptors;
import org.servin.linux.io.Poll;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;

/** Writes to a process's standard input and waits where it must. Thread-safe; the descriptor is not touched once {@link #end} or {@link #close} has returned. */
final class StdinPort {
    private static final int LOOK_AGAIN_MILLIS = 500;

    private final RunningProcess process;
    private final int pipe;
    private boolean closed;

    StdinPort(RunningProcess process) {
        this.process = process;
        this.pipe = process.stream(Stream.STDIN).orElse(-1);
        this.closed = pipe < 0;
    }

    /** Writes all of the bytes; false if the process reads no longer. */
    boolean write(byte[] bytes, int length) {
        int done = 0;
        while (done < length) {
            int n = writeSome(bytes, done, length - done);
            if (n < 0) {
                return false;
            }
            if (n == 0) {
                Poll.one(pipe, Poll.OUT, LOOK_AGAIN_MILLIS);
            }
            done += n;
        }
        return true;
    }

    private synchronized int writeSome(byte[] bytes, int offset, int length) {
        if (closed) {
            return -1;
        }
        try {
            int n = Descriptors.write(pipe, bytes, offset, length);
            return n == Descriptors.WOULD_BLOCK ? 0 : n;
        } catch (ErrnoException e) {
            if (e.is(Errno.EPIPE) || e.is(Errno.EIO) || e.is(Errno.EBADF)) {
                closed = true;
                return -1;
            }
            throw e;
        }
    }

    /** The client's input is over, and the process's with it. */
    synchronized void end() {
        if (!closed) {
            closed = true;
            process.closeStdin();
        }
    }

    /** The process has ended. */
    synchronized void close() {
        closed = true;
    }
}
