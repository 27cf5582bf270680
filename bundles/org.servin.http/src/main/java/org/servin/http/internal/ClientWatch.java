package org.servin.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Notices that a client has left while its request is being answered. Jetty does not read from an HTTP/1.1 connection meanwhile, so this does: the end of the
 * stream means gone, and bytes are the beginning of a next request, kept for it.
 */
final class ClientWatch implements Callback {
    /** Ends the read interest when the request is over; never seen outside. Its stack would be that of the first request, and hold the classes of an API of before. */
    private static final IOException OVER = new IOException("the request is over") {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    };

    private final Request request;
    private final EndPoint endPoint;
    private final Runnable gone;
    private final long idleTimeout;
    private ByteBuffer early = BufferUtil.EMPTY_BUFFER;
    private boolean over;

    ClientWatch(Request request, Runnable gone) {
        this.request = request;
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        this.gone = gone;
        this.idleTimeout = endPoint.getIdleTimeout();
    }

    /** Starts, if the request's body is at its end. */
    void start() {
        for (Content.Chunk c = request.read(); ; c = request.read()) {
            if (c == null || Content.Chunk.isFailure(c)) {
                return;
            }
            boolean last = c.isLast();
            c.release();
            if (last) {
                break;
            }
        }
        // a follower may see nothing for hours
        endPoint.setIdleTimeout(0);
        endPoint.tryFillInterested(this);
    }

    /** Ends, and gives back what was read too early. */
    void stop() {
        synchronized (this) {
            over = true;
        }
        ((AbstractEndPoint) endPoint).getFillInterest().onFail(OVER);
        endPoint.setIdleTimeout(idleTimeout);
        synchronized (this) {
            if (early.hasRemaining()) {
                ((Connection.UpgradeTo) request.getConnectionMetaData().getConnection()).onUpgradeTo(early);
            }
        }
    }

    @Override
    public void succeeded() {
        boolean left;
        synchronized (this) {
            if (over) {
                return;
            }
            left = readLeft();
        }
        if (left) {
            gone.run();
        }
    }

    private boolean readLeft() {
        try {
            ByteBuffer bytes = BufferUtil.allocate(4096);
            int n = endPoint.fill(bytes);
            if (n > 0) {
                early = bytes;
            } else if (n == 0) {
                endPoint.tryFillInterested(this);
            }
            return n < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (failure != OVER) {
            gone.run();
        }
    }

    @Override
    public Invocable.InvocationType getInvocationType() {
        return Invocable.InvocationType.NON_BLOCKING;
    }
}
