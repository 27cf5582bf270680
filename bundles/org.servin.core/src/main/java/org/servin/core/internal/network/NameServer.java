package org.servin.core.internal.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.servin.linux.ErrnoException;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.nftables.Nftables;
import org.servin.linux.nftables.NftablesException;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers DNS on 127.0.0.11 inside containers. Its sockets are opened in each container's namespace, and one thread serves them all.
 *
 * <p>The sockets have ports that the kernel chose, and a rule inside the namespace leads port 53 of that address there: so that a container may itself be a name
 * server on port 53 of all its addresses.
 */
final class NameServer implements AutoCloseable {
    /** What the serving thread does when a descriptor is ready. */
    interface Handler {
        void ready() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(NameServer.class);
    private static final int LARGEST = 65535;
    private static final String RULES = """
            add table ip servin_dns
            delete table ip servin_dns
            table ip servin_dns {
              chain output {
                type nat hook output priority -100; policy accept;
                ip daddr 127.0.0.11 udp dport 53 dnat to 127.0.0.11:UDP
                ip daddr 127.0.0.11 tcp dport 53 dnat to 127.0.0.11:TCP
              }
            }
            """;

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Map<String, Served> served = new ConcurrentHashMap<>();
    private final Forwarder forwarder;
    private final TcpQueries tcpQueries;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);

    /** A container's two sockets. */
    private record Served(LiveContainer container, DatagramChannel udp, ServerSocketChannel tcp) {
        void close() {
            closeQuietly(udp);
            closeQuietly(tcp);
        }
    }

    /** Starts the thread; nothing is served yet. */
    NameServer(Upstreams upstreams) {
        try {
            selector = Selector.open();
            warmUp();
        } catch (IOException e) {
            throw ServinException.internal("cannot start the name server: " + e.getMessage(), e);
        }
        forwarder = new Forwarder(this, upstreams);
        tcpQueries = new TcpQueries(upstreams);
        thread = new Thread(this::serve, "servin-dns");
        thread.setDaemon(true);
        thread.start();
    }

    /** Loads the classes that {@link #open} needs while it is inside of a container's namespace. */
    private static void warmUp() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (DatagramChannel udp = DatagramChannel.open(StandardProtocolFamily.INET); ServerSocketChannel tcp = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            udp.bind(any);
            tcp.bind(any);
        }
    }

    /** Begins to serve a container; if it is served already, does nothing. */
    void open(LiveContainer container, int namespace) {
        if (served.containsKey(container.id())) {
            return;
        }
        Served sockets;
        try {
            sockets = NetworkNamespace.call(namespace, () -> sockets(container));
        } catch (UncheckedIOException | ErrnoException e) {
            throw ServinException.internal("cannot open the name server of container " + container.name() + ": " + e.getMessage(), e);
        }
        try {
            lead(namespace, sockets);
            watch(sockets);
            served.put(container.id(), sockets);
        } catch (IOException | NftablesException e) {
            sockets.close();
            throw ServinException.internal("cannot serve names to container " + container.name() + ": " + e.getMessage(), e);
        }
    }

    private static Served sockets(LiveContainer container) {
        DatagramChannel udp = null;
        try {
            InetSocketAddress address = new InetSocketAddress(Cidr.address(ContainerFiles.RESOLVER), 0);
            udp = DatagramChannel.open(StandardProtocolFamily.INET).bind(address);
            return new Served(container, udp, ServerSocketChannel.open(StandardProtocolFamily.INET).bind(address));
        } catch (IOException e) {
            closeQuietly(udp);
            throw new UncheckedIOException(e);
        }
    }

    private static void lead(int namespace, Served sockets) throws IOException {
        int udp = ((InetSocketAddress) sockets.udp().getLocalAddress()).getPort();
        int tcp = ((InetSocketAddress) sockets.tcp().getLocalAddress()).getPort();
        try (Nftables inside = NetworkNamespace.call(namespace, () -> new Nftables().open())) {
            inside.run(RULES.replace("UDP", String.valueOf(udp)).replace("TCP", String.valueOf(tcp)));
        }
    }

    private void watch(Served sockets) throws IOException {
        sockets.udp().configureBlocking(false);
        sockets.tcp().configureBlocking(false);
        run(() -> {
            try {
                sockets.udp().register(selector, SelectionKey.OP_READ, (Handler) () -> receive(sockets));
                sockets.tcp().register(selector, SelectionKey.OP_ACCEPT, (Handler) () -> accept(sockets));
            } catch (IOException e) {
                LOG.debug("container {} left before its names were served", sockets.container().name(), e);
            }
        });
    }

    /** Stops to serve a container. */
    void close(String containerId) {
        Served sockets = served.remove(containerId);
        if (sockets != null) {
            sockets.close();
            selector.wakeup(); // the kernel lets go of the sockets when the selector has forgotten them
        }
    }

    /** Has the serving thread do something. */
    void run(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    Selector selector() {
        return selector;
    }

    private void serve() {
        while (selector.isOpen()) {
            try {
                long wait = forwarder.untilNextDeadline();
                if (wait < 0) {
                    selector.select();
                } else {
                    selector.select(Math.max(1, wait));
                }
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                selector.selectedKeys().forEach(NameServer::ready);
                selector.selectedKeys().clear();
                forwarder.expire();
            } catch (ClosedSelectorException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.error("the name server met a failure and goes on", e);
            }
        }
    }

    private static void ready(SelectionKey key) {
        try {
            if (key.isValid()) {
                ((Handler) key.attachment()).ready();
            }
        } catch (IOException e) {
            LOG.debug("a name server's socket failed", e);
        }
    }

    private void receive(Served sockets) throws IOException {
        while (true) {
            buffer.clear();
            SocketAddress client = sockets.udp().receive(buffer);
            if (client == null) {
                return;
            }
            byte[] query = new byte[buffer.flip().remaining()];
            buffer.get(query);
            Optional<byte[]> known = NameTable.answer(sockets.container(), query, true);
            if (known.isPresent()) {
                send(sockets, client, known.get());
            } else {
                forwarder.forward(sockets.container(), query, reply -> send(sockets, client, reply));
            }
        }
    }

    private static void send(Served sockets, SocketAddress client, byte[] reply) {
        try {
            if (reply.length > 0) {
                sockets.udp().send(ByteBuffer.wrap(reply), client);
            }
        } catch (IOException e) {
            LOG.debug("an answer did not reach container {}", sockets.container().name(), e);
        }
    }

    private void accept(Served sockets) throws IOException {
        SocketChannel client = sockets.tcp().accept();
        if (client != null) {
            tcpQueries.serve(sockets.container(), client);
        }
    }

    static void closeQuietly(AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            LOG.debug("could not close {}", closeable, e);
        }
    }

    @Override
    public void close() {
        served.values().forEach(Served::close);
        served.clear();
        closeQuietly(selector);
        tcpQueries.close();
        forwarder.close();
    }
}
