package org.servin.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;

/**
 * Reads a connection's first bytes, and hands over to those who understand the rest. On a unix socket, it names the host where the client left it empty: the docker command up to 24
 * hijacks with an empty Host, because Go takes the socket's path out of it, and Jetty refuses that whatever it is set to. Where encryption is expected, it tells clients that do not
 * encrypt.
 */
final class FirstBytes extends AbstractConnectionFactory {
    private static final byte[] EMPTY_HOST = "\r\nHost: \r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BLANK = EMPTY_HOST.length - 3;
    private static final int END_OF_LINE = 2;
    private static final int BUFFER = 8192;
    /** What every TLS client's first record is: a handshake (RFC 8446, 5.1). */
    private static final byte HANDSHAKE = 22;
    private final ConnectionFactory next;
    private final boolean encrypted;

    private FirstBytes(String protocol, ConnectionFactory next, boolean encrypted) {
        super(protocol);
        this.next = next;
        this.encrypted = encrypted;
    }

    /** Those of HTTP on a unix socket. */
    static FirstBytes ofUnix(ConnectionFactory http) {
        return new FirstBytes("unix", http, false);
    }

    /** Those of TLS. */
    static FirstBytes ofTls(ConnectionFactory tls) {
        return new FirstBytes("ssl", tls, true);
    }

    /** Whether encryption is expected. */
    boolean encrypted() {
        return encrypted;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        ClientEndPoint client = (ClientEndPoint) endPoint;
        if (encrypted) {
            client.expectHandshake();
        }
        return configure(new Reader(connector, client, next, encrypted), connector, endPoint);
    }

    /** Puts a host where the head has a blank one, byte for byte, so that nothing moves. */
    static void nameHost(ByteBuffer bytes) {
        for (int at = bytes.position(); at + EMPTY_HOST.length <= bytes.limit(); at++) {
            if (startsWith(bytes, at, EMPTY_HOST)) {
                bytes.put(at + BLANK, (byte) 'd');
                return;
            }
            if (endsHead(bytes, at)) {
                return;
            }
        }
    }

    private static boolean endsHead(ByteBuffer bytes, int at) {
        return bytes.get(at) == '\r' && bytes.get(at + 1) == '\n' && bytes.get(at + END_OF_LINE) == '\r';
    }

    private static boolean startsWith(ByteBuffer bytes, int at, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (bytes.get(at + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** The connection until its first bytes are there. */
    private static final class Reader extends AbstractConnection implements Connection.UpgradeFrom {
        private final Connector connector;
        private final ClientEndPoint client;
        private final ConnectionFactory next;
        private final boolean encrypted;
        private RetainableByteBuffer bytes;

        Reader(Connector connector, ClientEndPoint client, ConnectionFactory next, boolean encrypted) {
            super(client, connector.getExecutor());
            this.connector = connector;
            this.client = client;
            this.next = next;
            this.encrypted = encrypted;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            fillInterested();
        }

        @Override
        public void onFillable() {
            bytes = connector.getByteBufferPool().acquire(BUFFER, false); // not before there are any: many connections may wait
            try {
                int count = getEndPoint().fill(bytes.getByteBuffer());
                if (count == 0) {
                    fillInterested();
                } else if (count < 0) {
                    close();
                } else {
                    handOver(bytes.getByteBuffer());
                }
            } catch (IOException e) {
                getEndPoint().close(e);
            } finally {
                bytes.release();
            }
        }

        private void handOver(ByteBuffer first) {
            if (!encrypted) {
                nameHost(first);
            } else if (first.get(first.position()) != HANDSHAKE) {
                client.refuse(Refusal.NOT_ENCRYPTED);
                return;
            }
            client.upgrade(next.newConnection(connector, client));
        }

        @Override
        public ByteBuffer onUpgradeFrom() {
            return bytes.getByteBuffer(); // which the next one copies
        }
    }
}
