package org.servin.linux.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;

/** Sockets with a local address, in the calling thread's network namespace or, by {@link NetworkNamespace#call}, in another. */
public final class NetworkSocket {
    /** Transport protocols. */
    public enum Transport {
        TCP(SocketCalls.SOCK_STREAM, 6),
        UDP(SocketCalls.SOCK_DGRAM, 17),
        SCTP(SocketCalls.SOCK_STREAM, 132);

        private final int type;
        private final int protocol;

        Transport(int type, int protocol) {
            this.type = type;
            this.protocol = protocol;
        }
    }

    private NetworkSocket() { }

    /**
     * Holds a port for packets that the firewall sends elsewhere. What comes here all the same is dropped without an answer: so a connection that is sent elsewhere lives through a
     * moment without those rules, as nobody resets it. A port that only has connections in TIME_WAIT left is free; after that nobody else gets it, whatever his
     * socket's options.
     *
     * @param address of one family only: {@code ::} does not take the port of IPv4
     * @param port 0 for any
     * @throws ErrnoException EADDRINUSE, EADDRNOTAVAIL, EACCES
     */
    public static Fd reserve(Transport transport, InetAddress address, int port) {
        Fd socket = open(transport, address, 0);
        try {
            int refused = SocketCalls.tryBind(socket.number(), sockaddr(address, port));
            if (refused == Errno.EADDRINUSE) {
                SocketCalls.option(socket.number(), SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEADDR, transport == Transport.TCP ? 1 : 0);
                refused = SocketCalls.tryBind(socket.number(), sockaddr(address, port));
                SocketCalls.option(socket.number(), SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEADDR, 0);
            }
            check(refused, address, port);
            SocketFilter.everything(socket.number());
            if (transport == Transport.TCP) {
                SocketCalls.startListening(socket.number(), 1);
            }
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    /** A non-blocking socket bound to an address; one of TCP listens. */
    public static Fd bind(Transport transport, InetAddress address, int port) {
        Fd socket = open(transport, address, SocketCalls.SOCK_NONBLOCK);
        try {
            check(SocketCalls.tryBind(socket.number(), sockaddr(address, port)), address, port);
            if (transport == Transport.TCP) {
                SocketCalls.startListening(socket.number(), 64);
            }
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    /** The port a socket is bound to. */
    public static int port(Fd socket) {
        byte[] address = socket.use(SocketCalls::boundAddress);
        return ByteBuffer.wrap(address).getShort(2) & 0xffff;
    }

    private static Fd open(Transport transport, InetAddress address, int flags) {
        boolean v6 = address.getAddress().length == 16;
        Fd socket = SocketCalls.openSocket(v6 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET, transport.type | flags, transport.protocol);
        if (v6) {
            SocketCalls.option(socket.number(), SocketCalls.IPPROTO_IPV6, SocketCalls.IPV6_V6ONLY, 1);
        }
        return socket;
    }

    private static void check(int errno, InetAddress address, int port) {
        if (errno != 0) {
            throw new ErrnoException("bind", address.getHostAddress() + " port " + port, errno);
        }
    }

    static byte[] sockaddr(InetAddress address, int port) {
        byte[] raw = address.getAddress();
        ByteBuffer out = ByteBuffer.allocate(raw.length == 16 ? 28 : 16);
        out.order(ByteOrder.nativeOrder()).putShort((short) (raw.length == 16 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET));
        out.order(ByteOrder.BIG_ENDIAN).putShort((short) port);
        out.position(raw.length == 16 ? 8 : 4);
        out.put(raw);
        return out.array();
    }
}
