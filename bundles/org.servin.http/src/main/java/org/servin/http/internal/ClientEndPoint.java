package org.servin.http.internal;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.servin.http.UnixCredentials;
import org.servin.http.internal.tls.Tls;
import org.servin.linux.listen.PeerCredentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection. Knows from its beginning who made it, and always what it is waited for, and since when.
 */
final class ClientEndPoint extends SocketChannelEndPoint {
    private static final Logger LOG = LoggerFactory.getLogger(ClientEndPoint.class);
    /** What a head that is not complete may have without asking. */
    private static final int FREE_HEAD = 16 * 1024;
    private static final long LINGER = TimeUnit.SECONDS.toNanos(1);
    /** The part of an address of IPv6 that a provider gives to one customer. */
    private static final int NETWORK_BYTES = 8;
    private static final long NEVER = Long.MAX_VALUE;

    /** What the client is to do next. */
    private enum Phase {
        /** Agree on an encryption. */
        HANDSHAKE,
        /** Begin a request. */
        IDLE,
        /** Complete its line and headers. */
        HEAD,
        /** Nothing, or to complete its body. */
        REQUEST,
        /** Nothing. */
        SESSION,
        /** Read why, and leave. */
        REFUSED
    }

    private final Clients clients;
    private final boolean unix;
    private final InetAddress remote;
    private final Optional<UnixCredentials> credentials;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.IDLE);
    private volatile long since;
    private volatile long patience;
    private volatile long headBytes;
    private volatile boolean stranger;
    private volatile Tls tls;
    private volatile Tls.Verdict verdict;

    ClientEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler, Clients clients, boolean unix) {
        super(channel, selector, key, scheduler);
        this.clients = clients;
        this.unix = unix;
        remote = getRemoteSocketAddress() instanceof InetSocketAddress ip ? ip.getAddress() : InetAddress.getLoopbackAddress();
        credentials = unix ? ask(channel) : Optional.empty();
        since = System.nanoTime();
        patience = clients.limits().fresh();
        stranger = !unix;
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
        return unix ? "" : remote.getHostAddress();
    }

    /** Whether it is of a unix socket. */
    boolean isUnix() {
        return unix;
    }

    /** Who made it; empty if that cannot be found out, and on other transports. */
    Optional<UnixCredentials> credentials() {
        return credentials;
    }

    /** What connections of one client have in common. */
    Object key() {
        if (unix) {
            return credentials.map(UnixCredentials::uid).orElse(-1L);
        }
        return remote instanceof Inet6Address ? ByteBuffer.wrap(Arrays.copyOf(remote.getAddress(), NETWORK_BYTES)) : remote;
    }

    /** Whether it is the superuser of this machine. */
    boolean isRoot() {
        return credentials.isPresent() && credentials.get().uid() == 0;
    }

    /** Whether it came over the network, and has not brought a request that was not turned away. */
    boolean isStranger() {
        return stranger;
    }

    /** Whether it could be closed without breaking an answer. */
    boolean isWaiting() {
        Phase p = phase.get();
        return p == Phase.HANDSHAKE || p == Phase.IDLE || p == Phase.HEAD;
    }

    /** Since when it is waited for, see {@link Clients#tick}. */
    long since() {
        return since;
    }

    /** It has to agree on an encryption first. */
    void expectHandshake() {
        phase.set(Phase.HANDSHAKE);
        patience = clients.limits().handshake();
    }

    /** It does that by this. */
    void encrypted(Tls by) {
        tls = by;
    }

    /** It has agreed. */
    void agreed() {
        await(Phase.HANDSHAKE, Phase.IDLE, clients.limits().fresh());
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int filled = super.fill(buffer);
        if (filled > 0) {
            if (phase.get() == Phase.IDLE) {
                await(Phase.IDLE, Phase.HEAD, clients.limits().head());
            }
            if (phase.get() == Phase.HEAD) {
                growHead(filled);
            }
        }
        return filled;
    }

    private void growHead(int bytes) {
        long before = headBytes;
        long after = before + bytes;
        headBytes = after;
        long more = Math.max(0, after - FREE_HEAD) - Math.max(0, before - FREE_HEAD);
        if (more > 0 && !clients.takeRoom(more)) {
            headBytes = before;
            refuse(Refusal.NO_ROOM);
        }
    }

    private void endHead() {
        long held = Math.max(0, headBytes - FREE_HEAD);
        headBytes = 0;
        if (held > 0) {
            clients.giveRoom(held);
        }
    }

    /** A request is there. False if it comes too late. */
    boolean begin() {
        if (!await(Phase.HEAD, Phase.REQUEST, NEVER) && !await(Phase.IDLE, Phase.REQUEST, NEVER)) {
            return false;
        }
        endHead();
        introduce();
        return true;
    }

    private void introduce() {
        if (stranger) {
            stranger = false;
            clients.known();
        }
    }

    /** Somebody waits for more of its body. */
    void awaitBody(long nanos) {
        since = clients.tick();
        patience = nanos;
    }

    /** Nobody does any more. */
    void endBody() {
        patience = NEVER;
    }

    /**
     * Its answer is complete.
     *
     * @param known whether the client was not turned away for what it could not prove
     */
    void end(boolean known) {
        if (!known && !unix && !stranger) {
            stranger = true;
            clients.stranger();
        }
        await(Phase.REQUEST, Phase.IDLE, known ? clients.limits().idle() : clients.limits().fresh());
    }

    /** It is a plain stream from now on. */
    void taken() {
        await(Phase.REQUEST, Phase.SESSION, NEVER);
    }

    private boolean await(Phase from, Phase to, long nanos) {
        if (!phase.compareAndSet(from, to)) {
            return false;
        }
        since = clients.tick();
        patience = nanos;
        return true;
    }

    /** Ends it if it takes too long. */
    void look(long now) {
        long limit = patience;
        if (limit == NEVER || now - since - clients.limits().period() < limit) { // it may have begun that much later
            return;
        }
        switch (phase.get()) {
            case HEAD -> refuse(Refusal.SLOW_HEAD);
            case REQUEST -> {
                endBody();
                inner().onIdleExpired(new TimeoutException("the request's body did not come"));
            }
            case SESSION -> { }
            default -> close();
        }
    }

    /** Ends it to make room for others. */
    void evict() {
        LOG.debug("closing the connection of {}, which is silent, for another one", address());
        close();
    }

    /** Says why it is not wanted, and closes it soon. */
    void refuse(Refusal why) {
        Phase before = phase.getAndSet(Phase.REFUSED);
        since = clients.tick();
        patience = LINGER;
        if (before == Phase.REFUSED) {
            return;
        }
        LOG.debug("refused {}: {}", address(), why);
        EndPoint top = inner() == null ? this : inner().getEndPoint();
        why.send(top);
    }

    /** The connection above encryption. */
    private Connection inner() {
        return getConnection() instanceof SslConnection encrypted ? encrypted.getSslEndPoint().getConnection() : getConnection();
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        clients.left(this);
        endHead();
        introduce();
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
}
