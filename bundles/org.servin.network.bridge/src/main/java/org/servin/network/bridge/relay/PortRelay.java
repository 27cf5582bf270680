package org.servin.network.bridge.relay;

import java.net.InetSocketAddress;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.netlink.NetworkSocket;
import org.servin.linux.netlink.NetworkSocket.Transport;

/** Ports that the engine itself serves. There is a thread for them as long as there is one of them. Thread-safe. */
public final class PortRelay {
    private RelayLoop loop;
    private int ports;

    /**
     * Serves a port, in the calling thread's network namespace.
     *
     * @param transport TCP or UDP
     * @param at where, an address of IPv6
     * @param target the container's port
     * @return ends it, and all that goes through it: the port is free when that returns. To be called once
     * @throws ErrnoException EADDRINUSE, EADDRNOTAVAIL, EACCES
     */
    public Runnable open(Transport transport, InetSocketAddress at, InetSocketAddress target) {
        Fd socket = NetworkSocket.listen(transport, at.getAddress(), at.getPort());
        RelayLoop serving = enter();
        Runnable port = transport == Transport.TCP ? new TcpPort(serving, socket, target)::close : new UdpPort(serving, socket, target)::close;
        return () -> {
            port.run();
            leave();
        };
    }

    private synchronized RelayLoop enter() {
        if (ports++ == 0) {
            loop = new RelayLoop();
        }
        return loop;
    }

    private synchronized void leave() {
        if (--ports == 0) {
            loop.end();
            loop = null;
        }
    }
}
