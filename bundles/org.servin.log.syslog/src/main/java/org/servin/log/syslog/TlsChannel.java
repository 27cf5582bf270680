package org.servin.log.syslog;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.socket.ClientSocket;
import org.servin.linux.socket.MessageChannel;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection with TLS 1.2 or newer, of a client that only sends. Used by one thread. */
final class TlsChannel implements MessageChannel {
    private static final Logger LOG = LoggerFactory.getLogger(TlsChannel.class);
    private static final int VERDICT_MILLIS = 500;
    /** Several of TLS's records go to the kernel at once. */
    private static final int RECORDS = 6;

    private final ClientSocket socket;
    private final SSLEngine engine;
    /** What is encrypted and not written yet. */
    private final ByteBuffer out;
    private final ByteBuffer in;
    private final ByteBuffer said;

    private TlsChannel(ClientSocket socket, SSLEngine engine) {
        this.socket = socket;
        this.engine = engine;
        int record = engine.getSession().getPacketBufferSize();
        this.out = ByteBuffer.allocate(RECORDS * record).flip();
        this.in = ByteBuffer.allocate(2 * record).flip();
        this.said = ByteBuffer.allocate(2 * engine.getSession().getApplicationBufferSize());
    }

    /**
     * Shakes hands over a connection, which is closed with this, but not if that fails. UNAVAILABLE then.
     *
     * @param verifyName whether the server's certificate must be for the host
     */
    static TlsChannel open(ClientSocket socket, SSLContext context, String host, int port, boolean verifyName, int milliseconds) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        if (verifyName) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        TlsChannel channel = new TlsChannel(socket, engine);
        try {
            engine.beginHandshake();
            channel.shakeHands(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds));
            channel.awaitVerdict();
            return channel;
        } catch (SSLException | ErrnoException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "tls: handshake with " + host + " failed: " + e.getMessage(), e);
        }
    }

    private void shakeHands(long deadline) throws SSLException {
        while (isShaking() || out.hasRemaining()) {
            boolean moved = flush() && step();
            if (!moved) {
                if (System.nanoTime() > deadline) {
                    throw new ErrnoException("handshake", socket.toString(), Errno.ETIMEDOUT);
                }
                if (out.hasRemaining()) {
                    socket.awaitRoom(100);
                } else {
                    socket.awaitInput(100);
                }
            }
        }
    }

    /**
     * By TLS 1.3 a client is through before the server has looked at its certificate (RFC 8446, appendix E.1.2), and what it sends to one that refuses it is lost. Servers say something
     * then, either way: a ticket, or why not.
     */
    private void awaitVerdict() throws SSLException {
        if (engine.getSession().getProtocol().equals("TLSv1.3") && !in.hasRemaining()) {
            socket.awaitInput(VERDICT_MILLIS);
        }
        if (isEnded()) {
            throw new SSLException("the other side ended the connection");
        }
    }

    private boolean isShaking() {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
    }

    /** One step of the handshake; false if it waits for the other side. */
    private boolean step() throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> {
                wrap(ByteBuffer.allocate(0));
                flush();
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                if (!unwrap()) {
                    int n = fill();
                    if (n == 0) {
                        throw new SSLException("the other side ended the connection");
                    }
                    return n > 0;
                }
            }
            default -> { }
        }
        return true;
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private int wrap(ByteBuffer from) throws SSLException {
        out.compact();
        try {
            int before = from.remaining();
            SSLEngineResult result;
            do {
                result = engine.wrap(from, out);
            } while (from.hasRemaining() && result.bytesProduced() > 0 && out.remaining() >= engine.getSession().getPacketBufferSize());
            return before - from.remaining();
        } finally {
            out.flip();
        }
    }

    /** Decrypts some of what came, and drops it; false if there is too little, or something else is to be done first. */
    private boolean unwrap() throws SSLException {
        said.clear();
        return engine.unwrap(in, said).bytesConsumed() > 0;
    }

    private int fill() {
        in.compact();
        try {
            int n = socket.read(in.array(), in.position(), in.remaining());
            if (n > 0) {
                in.position(in.position() + n);
            }
            return n;
        } finally {
            in.flip();
        }
    }

    /** Writes what is encrypted; false if not all of it fits. */
    private boolean flush() {
        while (out.hasRemaining()) {
            int n = socket.write(out.array(), out.position(), out.remaining());
            if (n == WOULD_BLOCK) {
                return false;
            }
            out.position(out.position() + n);
        }
        return true;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        if (!flush()) {
            return WOULD_BLOCK;
        }
        try {
            int taken = wrap(ByteBuffer.wrap(bytes, offset, length));
            if (taken == 0) { // it has said goodbye, or wants to negotiate anew, which nobody should any more: RFC 9325, 3.5
                throw new SSLException("the other side takes nothing more");
            }
            flush();
            return taken;
        } catch (SSLException e) {
            throw failed(e);
        }
    }

    /** Also answers what the protocol wants answered, such as new keys: RFC 8446, 4.6.3. */
    @Override
    public boolean isEnded() {
        try {
            int n;
            do {
                n = fill();
                while (in.hasRemaining() && !engine.isInboundDone() && unwrap()) {
                    answer();
                }
            } while (n > 0 && !engine.isInboundDone());
            return n == 0 || engine.isInboundDone();
        } catch (SSLException e) {
            throw failed(e);
        }
    }

    private void answer() throws SSLException {
        runTasks();
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
            wrap(ByteBuffer.allocate(0));
            flush();
        }
    }

    private ErrnoException failed(SSLException e) {
        ErrnoException failure = new ErrnoException("tls", socket.toString(), Errno.EPIPE, e.getMessage());
        failure.initCause(e);
        return failure;
    }

    /** Counts encrypted bytes, which are more than those they stand for. */
    @Override
    public int unacknowledged() {
        flush();
        return out.remaining() + socket.unacknowledged();
    }

    @Override
    public boolean isAnswering() {
        return socket.isAnswering();
    }

    @Override
    public boolean awaitRoom(int milliseconds) {
        return socket.awaitRoom(milliseconds);
    }

    @Override
    public void close() {
        try {
            engine.closeOutbound();
            wrap(ByteBuffer.allocate(0));
            flush(); // a goodbye that does not fit is none
        } catch (SSLException | ErrnoException e) {
            LOG.debug("{} did not hear the goodbye", socket, e);
        } finally {
            socket.close();
        }
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
