package org.servin.log.fluentd;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.socket.ClientSocket;
import org.servin.linux.socket.MessageChannel;

/** A stream of bytes over TCP or a socket of this machine. */
final class SocketWire implements Wire {
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final ClientSocket socket;

    SocketWire(ClientSocket socket) {
        this.socket = socket;
    }

    @Override
    public void write(ByteBuffer data, long deadline) throws IOException {
        try {
            while (data.hasRemaining()) {
                int n = socket.write(data.array(), data.arrayOffset() + data.position(), Math.min(MOST_AT_ONCE, data.remaining()));
                if (n == MessageChannel.WOULD_BLOCK) {
                    socket.awaitRoom(millisTo(deadline, "write"));
                } else {
                    data.position(data.position() + n);
                }
            }
        } catch (ErrnoException e) {
            throw failed("write", e);
        }
    }

    @Override
    public int read(ByteBuffer into, long deadline) throws IOException {
        int n = readNow(into);
        while (n == 0) {
            try {
                socket.awaitInput(millisTo(deadline, "read"));
            } catch (ErrnoException e) {
                throw failed("read", e);
            }
            n = readNow(into);
        }
        return n;
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        try {
            int n = socket.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
            if (n > 0) {
                into.position(into.position() + n);
            }
            return n == MessageChannel.WOULD_BLOCK ? 0 : n == 0 ? -1 : n;
        } catch (ErrnoException e) {
            if (e.is(Errno.ECONNRESET)) {
                return -1; // it ended without having read all
            }
            throw failed("read", e);
        }
    }

    private static int millisTo(long deadline, String call) throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException(call + ": i/o timeout");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    private static IOException failed(String call, ErrnoException e) {
        return new IOException(call + ": " + e.reason(), e);
    }

    @Override
    public void close() {
        socket.close();
    }
}
