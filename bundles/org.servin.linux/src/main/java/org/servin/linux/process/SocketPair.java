package org.servin.linux.process;

import com.sun.jna.Memory;
import org.servin.linux.Fd;

/**
 * Two connected stream sockets, close-on-exec.
 *
 * @param ours the end that stays
 * @param theirs the end that is given away
 */
public record SocketPair(Fd ours, Fd theirs) implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;

    /** Makes a pair. */
    public static SocketPair open() {
        try (Memory pair = new Memory(8)) {
            ProcessCalls.check(ProcessCalls.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), "socketpair", "");
            return new SocketPair(new Fd(pair.getInt(0)), new Fd(pair.getInt(4)));
        }
    }

    @Override
    public void close() {
        ours.close();
        theirs.close();
    }
}
