package org.servin.network.bridge.relay;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Epoll;
import org.servin.linux.netlink.NetworkSocket;
import org.servin.linux.netlink.NetworkSocket.Transport;

/** A port of UDP: each client has a socket of its own to the container, so that answers find back, until it has been silent for a while. */
final class UdpPort implements RelayLoop.Owner {
    /** As long as dockerd's proxy. */
    private static final long SILENT_NANOS = 90_000_000_000L;
    private static final int MOST_CLIENTS = 1024;
    private static final int AT_ONCE = 64;
    private static final int ADDRESS = 28;
    private static final int LARGEST = 65536;
    private final RelayLoop relay;
    private final Fd socket;
    private final InetSocketAddress target;
    /** By the client's address; who was heard of last comes last. */
    private final Map<ByteBuffer, Client> clients = new LinkedHashMap<>(16, 0.75f, true);
    private final byte[] data = new byte[LARGEST];
    private final long id;

    UdpPort(RelayLoop relay, Fd socket, InetSocketAddress target) {
        this.relay = relay;
        this.socket = socket;
        this.target = target;
        this.id = relay.add(socket, Epoll.IN, this);
    }

    @Override
    public void ready(int events) {
        try {
            socket.use(this::receive);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EBADF)) { // closed just now
                throw e;
            }
        }
    }

    private Void receive(int number) {
        byte[] sender = new byte[ADDRESS];
        for (int i = 0; i < AT_ONCE; i++) {
            int length = NetworkSocket.receive(number, data, sender);
            if (length < 0) {
                return null;
            }
            client(ByteBuffer.wrap(sender.clone())).send(length);
        }
        return null;
    }

    private Client client(ByteBuffer address) {
        Client known = clients.get(address);
        if (known != null) {
            return known;
        }
        if (clients.size() == MOST_CLIENTS) {
            remove(clients.values().iterator());
        }
        Client made = new Client(address.array(), NetworkSocket.connect(Transport.UDP, target.getAddress(), target.getPort()));
        clients.put(address, made);
        return made;
    }

    private static void remove(Iterator<Client> silent) {
        silent.next().close();
        silent.remove();
    }

    @Override
    public void tick() {
        long now = System.nanoTime();
        while (!clients.isEmpty() && now - clients.values().iterator().next().heard > SILENT_NANOS) {
            remove(clients.values().iterator());
        }
    }

    /** By any thread. */
    void close() {
        relay.remove(id);
        socket.close();
        relay.run(() -> List.copyOf(clients.values()).forEach(Client::close));
    }

    private final class Client implements RelayLoop.Owner {
        private final byte[] address;
        private final Fd container;
        private final long number;
        private long heard = System.nanoTime();

        Client(byte[] address, Fd container) {
            this.address = address;
            this.container = container;
            this.number = relay.add(container, Epoll.IN, this);
        }

        void send(int length) {
            heard = System.nanoTime();
            NetworkSocket.send(container.number(), data, length, null);
        }

        @Override
        public void ready(int events) {
            byte[] sender = new byte[ADDRESS];
            for (int i = 0; i < AT_ONCE; i++) {
                int length = NetworkSocket.receive(container.number(), data, sender);
                if (length < 0) {
                    return;
                }
                heard = System.nanoTime();
                answer(length);
            }
        }

        private void answer(int length) {
            socket.use(own -> {
                NetworkSocket.send(own, data, length, address);
                return null;
            });
        }

        void close() {
            relay.remove(number);
            container.close();
        }
    }
}
