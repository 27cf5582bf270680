package org.servin.network.bridge.relay;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Epoll;
import org.servin.linux.netlink.NetworkSocket;
import org.servin.linux.netlink.NetworkSocket.Transport;

/** A port of TCP with its connections, which are the thread's alone. */
final class TcpPort implements RelayLoop.Owner {
    private static final int AT_ONCE = 64;
    private final RelayLoop relay;
    private final Fd listener;
    private final InetSocketAddress target;
    private final Set<TcpConnection> connections = new HashSet<>();
    private final long id;
    private boolean resting;

    TcpPort(RelayLoop relay, Fd listener, InetSocketAddress target) {
        this.relay = relay;
        this.listener = listener;
        this.target = target;
        this.id = relay.add(listener, Epoll.IN, this);
    }

    @Override
    public void ready(int events) {
        for (int i = 0; i < AT_ONCE && !resting; i++) {
            Optional<Fd> client = accept();
            if (client.isEmpty()) {
                return;
            }
            lead(client.get());
        }
    }

    private Optional<Fd> accept() {
        try {
            return listener.use(NetworkSocket::accept);
        } catch (ErrnoException e) {
            if (e.is(Errno.EBADF)) {
                return Optional.empty(); // it has just been closed
            }
            // too many descriptors: clients wait in the kernel until the next tick, instead of keeping this thread busy with failing
            resting = true;
            watch(0);
            throw e;
        }
    }

    private void lead(Fd client) {
        try {
            connections.add(new TcpConnection(relay, client, NetworkSocket.connect(Transport.TCP, target.getAddress(), target.getPort()), connections::remove));
        } catch (ErrnoException e) {
            client.close();
            if (!e.is(Errno.ENETUNREACH)) {
                throw e;
            }
        }
    }

    @Override
    public void tick() {
        if (resting) {
            resting = false;
            watch(Epoll.IN);
        }
    }

    private void watch(int mask) {
        listener.use(number -> {
            relay.epoll().change(number, mask, id);
            return null;
        });
    }

    /** By any thread. */
    void close() {
        relay.remove(id);
        listener.close(); // which takes it out of the set
        relay.run(() -> List.copyOf(connections).forEach(TcpConnection::close));
    }
}
