package org.servin.linux.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.IntConsumer;
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

    private static final int BACKLOG = 4096;

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
        return bound(transport, address, port, 0, socket -> {
            SocketFilter.everything(socket);
            if (transport == Transport.TCP) {
                SocketCalls.startListening(socket, 1);
            }
        });
    }

    /**
     * Serves a port, without blocking: a socket of TCP listens, see {@link #accept}. It is the only one as {@link #reserve} says.
     *
     * @throws ErrnoException EADDRINUSE, EADDRNOTAVAIL, EACCES
     */
    public static Fd listen(Transport transport, InetAddress address, int port) {
        return bound(transport, address, port, SocketCalls.SOCK_NONBLOCK, socket -> {
            if (transport == Transport.TCP) {
                // connections inherit it: what is left of them must not be in the way of the next who takes the port
                SocketCalls.option(socket, SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEADDR, 1);
                SocketCalls.startListening(socket, BACKLOG);
            }
        });
    }

    private static Fd bound(Transport transport, InetAddress address, int port, int flags, IntConsumer ready) {
        Fd socket = open(transport, address, flags);
        try {
            int refused = SocketCalls.tryBind(socket.number(), sockaddr(address, port));
            if (refused == Errno.EADDRINUSE) {
                SocketCalls.option(socket.number(), SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEADDR, transport == Transport.TCP ? 1 : 0);
                refused = SocketCalls.tryBind(socket.number(), sockaddr(address, port));
                SocketCalls.option(socket.number(), SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEADDR, 0);
            }
            check(refused, address, port);
            ready.accept(socket.number());
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    /** The next connection, which does not block; empty if there is none now. EMFILE where there are too many descriptors. */
    public static Optional<Fd> accept(int listener) {
        while (true) {
            int accepted = SocketCalls.acceptNow(listener);
            if (accepted >= 0) {
                return Optional.of(new Fd(accepted));
            }
            switch (-accepted) {
                case Errno.EAGAIN -> {
                    return Optional.empty();
                }
                case Errno.EINTR, Errno.ECONNABORTED -> { }
                default -> throw new ErrnoException("accept", "descriptor " + listener, -accepted);
            }
        }
    }

    /** Begins to connect, without blocking: writable when that is over, see {@link #error}. */
    public static Fd connect(Transport transport, InetAddress address, int port) {
        Fd socket = open(transport, address, SocketCalls.SOCK_NONBLOCK);
        int refused = SocketCalls.startConnecting(socket.number(), sockaddr(address, port));
        if (refused != 0 && refused != Errno.EINPROGRESS) {
            socket.close();
            throw new ErrnoException("connect", address.getHostAddress() + " port " + port, refused);
        }
        return socket;
    }

    /** The error that a socket has met since this was last asked; 0 for none. */
    public static int error(int socket) {
        return SocketCalls.pendingError(socket);
    }

    /** Tells the other side that nothing more comes. Does nothing where it is gone. */
    public static void endOutput(int socket) {
        SocketCalls.endOutput(socket);
    }

    /**
     * Takes a datagram that has come.
     *
     * @param sender gets the address to answer to, for {@link #send}: 28 bytes
     * @return how long it is; -1 if there is none
     */
    public static int receive(int socket, byte[] data, byte[] sender) {
        while (true) {
            int got = SocketCalls.receiveFrom(socket, data, sender);
            if (got >= 0) {
                return got;
            }
            switch (-got) {
                case Errno.EAGAIN -> {
                    return -1;
                }
                // that of a datagram sent before, which nobody took
                case Errno.EINTR, Errno.ECONNREFUSED -> { }
                default -> throw new ErrnoException("recvfrom", "descriptor " + socket, -got);
            }
        }
    }

    /** Sends a datagram; one that cannot be sent is lost, as datagrams are. A null address is the one that the socket is connected to. */
    public static void send(int socket, byte[] data, int length, byte[] to) {
        SocketCalls.sendTo(socket, data, length, to);
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
