package org.servin.linux;

import java.util.function.IntFunction;
import org.servin.linux.internal.LibC;

/**
 * Owns a file descriptor. Thread-safe: a descriptor in use by {@link #use} is closed only after that, so that its number is never another file's.
 */
public final class Fd implements AutoCloseable {
    private final int number;
    private int users;
    private boolean closing;
    private boolean closed;

    /** Takes over a descriptor. */
    public Fd(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("not a descriptor: " + number);
        }
        this.number = number;
    }

    /** The descriptor's number; only for calls during which nobody can close it. */
    public int number() {
        return number;
    }

    /** Calls with the number while keeping it open. EBADF once it was closed. */
    public <T> T use(IntFunction<T> call) {
        acquire();
        try {
            return call.apply(number);
        } finally {
            releaseUse();
        }
    }

    private synchronized void acquire() {
        if (closing) {
            throw new ErrnoException("use", "descriptor " + number, Errno.EBADF);
        }
        users++;
    }

    private synchronized void releaseUse() {
        users--;
        closeIfIdle();
    }

    /** Whether {@link #close} was called. */
    public synchronized boolean isClosed() {
        return closing;
    }

    /** Closes it, now or when its present uses end. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        closing = true;
        closeIfIdle();
    }

    /** Gives the descriptor away: it stays open, and is whoever's who takes the number. EBADF once it was closed. */
    public synchronized int give() {
        if (closing) {
            throw new ErrnoException("give", "descriptor " + number, Errno.EBADF);
        }
        closing = true;
        closed = true;
        return number;
    }

    private void closeIfIdle() {
        if (closing && !closed && users == 0) {
            closed = true;
            LibC.close(number);
        }
    }

    @Override
    public String toString() {
        return "descriptor " + number;
    }
}
