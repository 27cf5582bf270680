package org.servin.http.internal;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts the connections of one socket, whatever its kind and wherever it comes from. */
final class SocketConnector extends AbstractConnector {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnector.class);
    /** After how many seconds of silence a peer is asked whether it is still there: as Go's servers do. */
    private static final int KEEP_ALIVE_SECONDS = 15;

    private static final long PAUSE_NANOS = 20_000_000;

    private final ListeningSocket socket;
    private final Clients clients;
    private final SelectorManager selectors;

    SocketConnector(Server server, ListeningSocket socket, Clients clients, ConnectionFactory factory) {
        super(server, null, null, null, 0, factory);
        this.socket = socket;
        this.clients = clients;
        selectors = new Selectors(getExecutor(), getScheduler());
        installBean(selectors, true);
        setIdleTimeout(0);
    }

    /** Where clients connect. */
    Endpoint endpoint() {
        return socket.endpoint();
    }

    @Override
    public Object getTransport() {
        return socket.channel();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        socket.channel().configureBlocking(false);
        selectors.acceptor(socket.channel());
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        socket.close();
    }

    @Override
    protected void accept(int acceptor) {
        throw new IllegalStateException("the selector accepts");
    }

    private final class Selectors extends SelectorManager {
        Selectors(Executor executor, Scheduler scheduler) {
            super(executor, scheduler, 1);
        }

        /** Where this process has no descriptor left, another one would be found waiting at once, again and again. */
        @Override
        protected SelectableChannel doAccept(SelectableChannel server) throws IOException {
            try {
                return super.doAccept(server);
            } catch (IOException e) {
                if (!clients.makeRoom()) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                throw e;
            }
        }

        @Override
        protected void accepted(SelectableChannel accepted) throws IOException {
            SocketChannel channel = (SocketChannel) accepted;
            channel.configureBlocking(false);
            if (!(socket.endpoint() instanceof Endpoint.Unix)) {
                configure(channel);
            }
            accept(channel);
        }

        @Override
        protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            return new ClientEndPoint((SocketChannel) channel, selector, key, getScheduler(), clients, socket.endpoint() instanceof Endpoint.Unix);
        }

        @Override
        public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment) {
            ClientEndPoint client = (ClientEndPoint) endPoint;
            ConnectionFactory factory = getDefaultConnectionFactory();
            if (!clients.admit(client)) {
                return new RefusedConnection(client, SocketConnector.this.getExecutor(), clients, !(factory instanceof FirstBytes first && first.encrypted()));
            }
            return factory.newConnection(SocketConnector.this, endPoint);
        }

        @Override
        protected void endPointOpened(EndPoint endPoint) {
            super.endPointOpened(endPoint);
            onEndPointOpened(endPoint);
        }

        @Override
        protected void endPointClosed(EndPoint endPoint) {
            onEndPointClosed(endPoint);
            super.endPointClosed(endPoint);
        }
    }

    private static void configure(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            for (SocketOption<?> option : channel.supportedOptions()) { // their class is none of the platform's API
                if (option.name().equals("TCP_KEEPIDLE") || option.name().equals("TCP_KEEPINTERVAL")) {
                    setSeconds(channel, option);
                }
            }
        } catch (IOException e) {
            LOG.debug("the client has left", e);
        }
    }

    @SuppressWarnings("unchecked") // as these two are documented
    private static void setSeconds(SocketChannel channel, SocketOption<?> option) throws IOException {
        channel.setOption((SocketOption<Integer>) option, KEEP_ALIVE_SECONDS);
    }
}
