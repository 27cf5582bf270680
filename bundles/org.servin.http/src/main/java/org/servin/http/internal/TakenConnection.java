package org.servin.http.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.servin.http.HttpExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that HTTP has let go of: bytes in both directions, blocking, until the session is over. */
final class TakenConnection extends AbstractConnection implements Connection.UpgradeTo, HttpExchange.Duplex {
    private static final Logger LOG = LoggerFactory.getLogger(TakenConnection.class);

    /** Buffers of what a client sends that does not stop. */
    private static final int MOST_DROPPED = 64;

    private final HttpExchange.Session session;
    private final ByteBuffer received = BufferUtil.allocate(16 * 1024);
    private final Input input = new Input();
    private final Output output = new Output();
    private ByteBuffer early = BufferUtil.EMPTY_BUFFER;

    TakenConnection(EndPoint endPoint, Executor executor, HttpExchange.Session session) {
        super(endPoint, executor);
        this.session = session;
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        early = BufferUtil.copy(buffer);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        getEndPoint().setIdleTimeout(0);
        getExecutor().execute(this::serve);
    }

    private void serve() {
        try {
            session.run(this);
        } catch (IOException e) {
            LOG.debug("session ended by its connection", e);
        } catch (RuntimeException | Error e) {
            LOG.error("session failed", e);
        } finally {
            closeOutput();
            drop();
            close();
        }
    }

    /** Takes what nobody has read: a unix socket that is closed over it tells the client of a reset, not of the end. */
    private void drop() {
        ByteBuffer rest = BufferUtil.allocate(received.capacity());
        try {
            for (int i = 0; i < MOST_DROPPED && getEndPoint().fill(rest) > 0; i++) {
                BufferUtil.clear(rest);
            }
        } catch (IOException e) {
            LOG.debug("the client has left", e);
        }
    }

    @Override
    public void onFillable() {
        throw new IllegalStateException("nobody asked");
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void closeOutput() {
        getEndPoint().shutdownOutput();
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!BufferUtil.hasContent(early)) {
                if (!BufferUtil.hasContent(received) && !fill()) {
                    return -1;
                }
                return take(received, bytes, offset, length);
            }
            return take(early, bytes, offset, length);
        }

        private int take(ByteBuffer from, byte[] bytes, int offset, int length) {
            int n = Math.min(length, from.remaining());
            from.get(bytes, offset, n);
            return n;
        }

        private boolean fill() throws IOException {
            try {
                while (true) {
                    BufferUtil.clear(received);
                    int n = getEndPoint().fill(received);
                    if (n != 0) {
                        return n > 0;
                    }
                    try (Blocker.Callback readable = Blocker.callback()) {
                        getEndPoint().fillInterested(readable);
                        readable.block();
                    }
                }
            } catch (ClosedChannelException | EofException e) {
                return false;
            }
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try (Blocker.Callback done = Blocker.callback()) {
                getEndPoint().write(done, ByteBuffer.wrap(bytes, offset, length));
                done.block();
            }
        }
    }
}
