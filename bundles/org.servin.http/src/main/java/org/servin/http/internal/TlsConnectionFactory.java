package org.servin.http.internal;

import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.servin.http.internal.tls.Tls;

/** Encrypts connections. */
final class TlsConnectionFactory extends AbstractConnectionFactory {
    private final Tls tls;
    private final ConnectionFactory http;

    TlsConnectionFactory(Tls tls, ConnectionFactory http) {
        super("tls");
        this.tls = tls;
        this.http = http;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        ClientEndPoint client = (ClientEndPoint) endPoint;
        client.encrypted(tls);
        SSLEngine engine = tls.engine();
        SslConnection connection = new SslConnection(connector.getByteBufferPool(), connector.getExecutor(), null, endPoint, engine);
        connection.setRenegotiationAllowed(false);
        connection.addHandshakeListener(new SslHandshakeListener() {
            @Override
            public void handshakeSucceeded(Event event) {
                client.agreed();
            }
        });
        configure(connection, connector, endPoint);
        connection.setInputBufferSize(engine.getSession().getPacketBufferSize());
        EndPoint inner = connection.getSslEndPoint();
        inner.setConnection(http.newConnection(connector, inner));
        return connection;
    }
}
