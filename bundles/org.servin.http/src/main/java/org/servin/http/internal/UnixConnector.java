package org.servin.http.internal;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.servin.http.UnixCredentials;
import org.servin.linux.listen.PeerCredentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on a unix socket, and asks the kernel who connects. */
final class UnixConnector extends UnixDomainServerConnector {
    private static final Logger LOG = LoggerFactory.getLogger(UnixConnector.class);
    private static final int QUEUE = 1024;

    UnixConnector(Server server, Path path, ConnectionFactory http) {
        super(server, 0, 1, http);
        setUnixDomainPath(path);
        setAcceptQueueSize(QUEUE);
    }

    @Override
    protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int selectors) {
        return new UnixDomainSelectorManager(executor, scheduler, selectors) {
            @Override
            protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
                UnixEndPoint endPoint = new UnixEndPoint((SocketChannel) channel, selector, key, getScheduler());
                endPoint.setIdleTimeout(getIdleTimeout());
                return endPoint;
            }
        };
    }

    /** A connection of which is known, from its beginning, who made it. */
    static final class UnixEndPoint extends SocketChannelEndPoint {
        private final Optional<UnixCredentials> credentials;

        UnixEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
            super(channel, selector, key, scheduler);
            credentials = ask(channel);
        }

        private static Optional<UnixCredentials> ask(SocketChannel channel) {
            try {
                PeerCredentials c = PeerCredentials.of(channel);
                return Optional.of(new UnixCredentials(c.uid(), c.gid(), c.pid()));
            } catch (IOException | IllegalStateException | LinkageError e) {
                LOG.warn("it is not known who connected: {}", e.toString());
                return Optional.empty();
            }
        }

        /** Who made it; empty if that cannot be found out. */
        Optional<UnixCredentials> credentials() {
            return credentials;
        }
    }
}
