package org.servin.log.fluentd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;

/** TLS over another stream; the server proves to be the host it is called by. */
final class TlsWire implements Wire {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Wire wire;
    private final SSLEngine tls;
    private final ByteBuffer out;
    private final ByteBuffer in;
    private final ByteBuffer text;

    private TlsWire(Wire wire, SSLEngine tls) {
        this.wire = wire;
        this.tls = tls;
        this.out = ByteBuffer.allocate(tls.getSession().getPacketBufferSize());
        this.in = ByteBuffer.allocate(tls.getSession().getPacketBufferSize());
        this.text = ByteBuffer.allocate(tls.getSession().getApplicationBufferSize()).flip();
    }

    /** Agrees on keys. Takes the stream over, also when that fails. */
    static TlsWire over(Wire wire, SSLContext context, String host, int port, long deadline) throws IOException {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the rules of RFC 2818
        engine.setSSLParameters(parameters);
        TlsWire tls = new TlsWire(wire, engine);
        try {
            engine.beginHandshake();
            tls.shakeHands(deadline);
            return tls;
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /** Does what agreeing on keys asks for, which the other side may want anew at any time. */
    private void shakeHands(long deadline) throws IOException {
        while (isShaking()) {
            switch (tls.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> send(NOTHING, deadline);
                default -> {
                    if (unwrap() == 0 && tls.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP && wire.read(in, deadline) < 0) {
                        throw new EOFException("tls: the connection ended within the handshake");
                    }
                }
            }
        }
    }

    private boolean isShaking() {
        HandshakeStatus status = tls.getHandshakeStatus();
        return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
    }

    private void runTasks() {
        for (Runnable task = tls.getDelegatedTask(); task != null; task = tls.getDelegatedTask()) {
            task.run();
        }
    }

    private void send(ByteBuffer data, long deadline) throws IOException {
        out.clear();
        SSLEngineResult result = tls.wrap(data, out);
        if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new EOFException("tls: the connection is closed");
        }
        wire.write(out.flip(), deadline);
    }

    /** Takes one record out of what has come, as far as it is whole; how many bytes it took of that. */
    private int unwrap() throws IOException {
        text.compact();
        in.flip();
        SSLEngineResult result;
        try {
            result = tls.unwrap(in, text);
        } finally {
            in.compact();
            text.flip();
        }
        return result.bytesConsumed();
    }

    @Override
    public void write(ByteBuffer data, long deadline) throws IOException {
        while (data.hasRemaining()) {
            shakeHands(deadline);
            send(data, deadline);
        }
    }

    @Override
    public int read(ByteBuffer into, long deadline) throws IOException {
        int n = take(into);
        while (n == 0) {
            if (isShaking()) {
                shakeHands(deadline);
            } else if (wire.read(in, deadline) < 0) {
                return -1;
            }
            n = take(into);
        }
        return n;
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        int n = take(into);
        if (n != 0) {
            return n;
        }
        return wire.readNow(in) < 0 ? -1 : take(into);
    }

    /** Some of what has been unpacked, or can be; negative when the other side has said that no more comes. */
    private int take(ByteBuffer into) throws IOException {
        while (!text.hasRemaining() && in.position() > 0 && unwrap() > 0) {
            if (tls.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                runTasks();
            }
        }
        if (!text.hasRemaining()) {
            return tls.isInboundDone() ? -1 : 0;
        }
        int n = Math.min(into.remaining(), text.remaining());
        into.put(text.slice(text.position(), n));
        text.position(text.position() + n);
        return n;
    }

    @Override
    public void close() {
        try (wire) {
            tls.closeOutbound(); // the notice is not sent: who is told, by TCP, needs none, and a connection in trouble could hold it up
        }
    }
}
