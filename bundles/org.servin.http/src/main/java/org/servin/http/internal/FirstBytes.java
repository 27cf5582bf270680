package org.servin.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Reads a connection's first bytes, names the host where the client left it empty, and hands over to HTTP. The docker command up to 24 hijacks over unix sockets with
 * an empty Host, because Go takes the socket's path out of it, and Jetty refuses that whatever it is set to.
 */
final class FirstBytes extends AbstractConnectionFactory {
    private static final byte[] EMPTY_HOST = "\r\nHost: \r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BLANK = EMPTY_HOST.length - 3;
    private static final int END_OF_LINE = 2;
    private static final int BUFFER = 8192;
    private final ConnectionFactory http;

    FirstBytes(ConnectionFactory http) {
        super("unix");
        this.http = http;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new Reader(connector, endPoint, http), connector, endPoint);
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
        private final ConnectionFactory next;
        private final ByteBuffer bytes = BufferUtil.allocate(BUFFER);

        Reader(Connector connector, EndPoint endPoint, ConnectionFactory next) {
            super(endPoint, connector.getExecutor());
            this.connector = connector;
            this.next = next;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            fillInterested();
        }

        @Override
        public void onFillable() {
            try {
                int count = getEndPoint().fill(bytes);
                if (count == 0) {
                    fillInterested();
                } else if (count < 0) {
                    close();
                } else {
                    nameHost(bytes);
                    getEndPoint().upgrade(next.newConnection(connector, getEndPoint()));
                }
            } catch (IOException e) {
                getEndPoint().close(e);
            }
        }

        @Override
        public ByteBuffer onUpgradeFrom() {
            return bytes;
        }
    }
}
