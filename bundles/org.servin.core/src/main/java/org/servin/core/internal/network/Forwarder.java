package org.servin.core.internal.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.servin.linux.ErrnoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Rcode;

/** Asks other servers by UDP, each query from a socket of its own. Used by the serving thread only. */
final class Forwarder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
    private static final long PATIENCE_NANOS = 2_000_000_000L;
    private static final int MOST_AT_ONCE = 1024;
    private static final int LARGEST = 65535;

    private final NameServer server;
    private final Upstreams upstreams;
    /** In the order of their deadlines, since all have the same patience; answered ones stay until then. */
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    Forwarder(NameServer server, Upstreams upstreams) {
        this.server = server;
        this.upstreams = upstreams;
    }

    /** A query that was sent to one server. */
    private final class Waiting {
        private final byte[] query;
        private final Consumer<byte[]> reply;
        private final DatagramChannel channel;
        private final Runnable next;
        private final long deadline = System.nanoTime() + PATIENCE_NANOS;
        private boolean done;

        Waiting(byte[] query, Consumer<byte[]> reply, DatagramChannel channel, Runnable next) {
            this.query = query;
            this.reply = reply;
            this.channel = channel;
            this.next = next;
        }

        void ready() {
            ByteBuffer in = ByteBuffer.allocate(LARGEST);
            try {
                channel.read(in);
                boolean mine = in.position() >= 12 && in.get(0) == query[0] && in.get(1) == query[1];
                if (mine && !done) {
                    byte[] answer = new byte[in.flip().remaining()];
                    in.get(answer);
                    finish();
                    reply.accept(answer);
                }
            } catch (IOException e) {
                LOG.debug("a name server cannot be reached", e);
                giveUp();
            }
        }

        void giveUp() {
            if (!done) {
                finish();
                next.run();
            }
        }

        private void finish() {
            done = true;
            NameServer.closeQuietly(channel);
        }
    }

    /** Asks the container's servers in turn; the reply is that of the first that answers, or SERVFAIL. */
    void forward(LiveContainer container, byte[] query, Consumer<byte[]> reply) {
        if (waiting.size() >= MOST_AT_ONCE) {
            reply.accept(NameReplies.failure(query, Rcode.SERVFAIL));
            return;
        }
        ask(container, query, upstreams.of(container), reply);
    }

    private void ask(LiveContainer container, byte[] query, List<InetSocketAddress> servers, Consumer<byte[]> reply) {
        if (servers.isEmpty()) {
            reply.accept(NameReplies.failure(query, Rcode.SERVFAIL));
            return;
        }
        Runnable next = () -> ask(container, query, servers.subList(1, servers.size()), reply);
        DatagramChannel channel = null;
        try {
            channel = upstreams.open(container, () -> channelTo(servers.get(0)));
            channel.configureBlocking(false);
            channel.connect(servers.get(0));
            Waiting sent = new Waiting(query, reply, channel, next);
            channel.register(server.selector(), SelectionKey.OP_READ, (NameServer.Handler) sent::ready);
            channel.write(ByteBuffer.wrap(query));
            waiting.add(sent);
        } catch (IOException | UncheckedIOException | ErrnoException e) {
            LOG.debug("name server {} cannot be asked", servers.get(0), e);
            NameServer.closeQuietly(channel);
            next.run();
        }
    }

    private static DatagramChannel channelTo(InetSocketAddress server) {
        try {
            return DatagramChannel.open(server.getAddress().getAddress().length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Milliseconds; negative if nothing waits. */
    long untilNextDeadline() {
        while (!waiting.isEmpty() && waiting.peek().done) {
            waiting.poll();
        }
        return waiting.isEmpty() ? -1 : Math.max(0, (waiting.peek().deadline - System.nanoTime()) / 1_000_000);
    }

    /** Turns to the next server for those that waited long enough. */
    void expire() {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && (waiting.peek().done || waiting.peek().deadline <= now)) {
            waiting.poll().giveUp();
        }
    }

    @Override
    public void close() {
        server.run(() -> waiting.forEach(Waiting::finish));
    }
}
