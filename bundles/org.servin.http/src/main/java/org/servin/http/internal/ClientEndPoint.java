package org.servin.http.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.servin.http.UnixCredentials;
import org.servin.http.internal.tls.Tls;
import org.servin.linux.listen.PeerCredentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection, of which is known from its beginning who made it. */
final class ClientEndPoint extends SocketChannelEndPoint {
    private static final Logger LOG = LoggerFactory.getLogger(ClientEndPoint.class);

    private final boolean unix;
    private final Optional<UnixCredentials> credentials;
    private volatile Tls tls;
    private volatile Tls.Verdict verdict;

    ClientEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler, boolean unix) {
        super(channel, selector, key, scheduler);
        this.unix = unix;
        credentials = unix ? ask(channel) : Optional.empty();
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

    /** The one that is under another one of Jetty's, or it itself. */
    static ClientEndPoint of(EndPoint endPoint) {
        return (ClientEndPoint) (endPoint instanceof EndPoint.Wrapper over ? over.unwrap() : endPoint);
    }

    /** The client's address as text; empty on a unix socket. */
    String address() {
        return getRemoteSocketAddress() instanceof InetSocketAddress remote ? remote.getAddress().getHostAddress() : "";
    }

    /** Whether it is of a unix socket. */
    boolean isUnix() {
        return unix;
    }

    /** It is encrypted. */
    void encrypted(Tls by) {
        tls = by;
    }

    /**
     * Why the client's certificates do not hold any more, or never did, if its session was an older connection's; empty if they do, or if there are none to be.
     *
     * @param top the end point that decrypts
     */
    Optional<String> distrust(EndPoint top) {
        if (tls == null) {
            return Optional.empty();
        }
        X509Certificate[] chain = top.getSslSessionData().peerCertificates();
        if (chain == null || chain.length == 0) {
            return tls.verifies() ? Optional.of("there is none") : Optional.empty();
        }
        verdict = tls.judge(chain, verdict);
        return verdict.holds() ? Optional.empty() : Optional.of(verdict.reason());
    }

    /** Who made it; empty if that cannot be found out, and on other transports. */
    Optional<UnixCredentials> credentials() {
        return credentials;
    }
}
