package org.servin.linux.netlink;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;

/** The system calls of this package, by JNA's direct mapping; constants are those of Linux on x86_64 and aarch64. */
final class SocketCalls {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    static final int NETLINK_ROUTE = 0;
    static final int NETLINK_NETFILTER = 12;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_ERROR = 4;
    static final int SO_ATTACH_FILTER = 26;
    static final int SO_RCVBUFFORCE = 33;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int SHUT_WR = 1;
    static final int CLONE_NEWNET = 0x40000000;
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_CLOEXEC = 0x80000;

    /** How much may wait to be read: some ten thousand messages. The kernel takes memory as it needs it. */
    private static final int NOTICES_BYTES = 4 << 20;

    static {
        Native.register(SocketCalls.class, "c");
    }

    private SocketCalls() { }

    private static native int socket(int family, int type, int protocol);

    private static native long send(int fd, byte[] data, long length, int flags);

    private static native long recv(int fd, byte[] data, long length, int flags);

    private static native int setsockopt(int fd, int level, int option, Memory value, int length);

    private static native int setns(int fd, int type);

    private static native int unshare(int flags);

    private static native int open(String path, int flags);

    private static native long write(int fd, byte[] data, long length);

    private static native int bind(int fd, byte[] address, int length);

    private static native int listen(int fd, int backlog);

    private static native int accept4(int fd, byte[] address, int[] length, int flags);

    private static native int connect(int fd, byte[] address, int length);

    private static native int shutdown(int fd, int how);

    private static native long recvfrom(int fd, byte[] data, long length, int flags, byte[] address, int[] addressLength);

    private static native long sendto(int fd, byte[] data, long length, int flags, byte[] address, int addressLength);

    private static native int getsockopt(int fd, int level, int option, int[] value, int[] length);

    private static native int setsockopt(int fd, int level, int option, int[] value, int length);

    static Fd openSocket(int family, int type, int protocol) {
        int fd = socket(family, type | SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw new ErrnoException("socket", "of family " + family, LibC.errno());
        }
        return new Fd(fd);
    }

    /** Opens a netlink socket that gets what is told to these groups. */
    static Fd subscribe(int protocol, int groups) {
        Fd socket = openSocket(AF_NETLINK, SOCK_RAW, protocol);
        try {
            option(socket.number(), SOL_SOCKET, SO_RCVBUFFORCE, NOTICES_BYTES);
            ByteBuffer address = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder()).putShort((short) AF_NETLINK).putShort((short) 0).putInt(0).putInt(groups);
            int refused = tryBind(socket.number(), address.array());
            if (refused != 0) {
                throw new ErrnoException("bind", "netlink protocol " + protocol, refused);
            }
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    static void sendAll(int fd, byte[] data, int length) {
        long sent;
        do {
            sent = send(fd, data, length, 0);
        } while (sent < 0 && LibC.errno() == Errno.EINTR);
        if (sent != length) {
            throw new ErrnoException("send", "rtnetlink message", sent < 0 ? LibC.errno() : Errno.EIO);
        }
    }

    static int receive(int fd, byte[] into) {
        long got;
        do {
            got = recv(fd, into, into.length, MSG_TRUNC);
        } while (got < 0 && LibC.errno() == Errno.EINTR);
        if (got < 0) {
            throw new ErrnoException("recv", "rtnetlink message", LibC.errno());
        }
        if (got > into.length) {
            throw new ErrnoException("recv", "rtnetlink message of " + got + " bytes", Errno.ENOMEM);
        }
        return (int) got;
    }

    /** As {@link #receive}, without waiting: 0 if there is nothing, a negative error number if the kernel had to drop messages. */
    static int receiveNow(int fd, byte[] into) {
        long got;
        do {
            got = recv(fd, into, into.length, MSG_DONTWAIT | MSG_TRUNC);
        } while (got < 0 && LibC.errno() == Errno.EINTR);
        if (got > into.length) {
            return -Errno.ENOBUFS;
        }
        if (got >= 0) {
            return (int) got;
        }
        return switch (LibC.errno()) {
            case Errno.EAGAIN -> 0;
            case Errno.ENOBUFS -> -Errno.ENOBUFS;
            default -> throw new ErrnoException("recv", "netlink message", LibC.errno());
        };
    }

    /** Sets an option whose value is a structure. */
    static void option(int fd, int level, int option, Memory value) {
        if (setsockopt(fd, level, option, value, (int) value.size()) != 0) {
            throw new ErrnoException("setsockopt", level + "/" + option, LibC.errno());
        }
    }

    static int enter(int namespace) {
        return setns(namespace, CLONE_NEWNET) == 0 ? 0 : LibC.errno();
    }

    static void leaveForNewNamespace() {
        if (unshare(CLONE_NEWNET) != 0) {
            throw new ErrnoException("unshare", "network namespace", LibC.errno());
        }
    }

    static Fd openFile(String path, int flags) {
        int fd = open(path, flags | O_CLOEXEC);
        if (fd < 0) {
            throw new ErrnoException("open", path, LibC.errno());
        }
        return new Fd(fd);
    }

    static void writeAll(int fd, byte[] data, String subject) {
        if (write(fd, data, data.length) != data.length) {
            throw new ErrnoException("write", subject, LibC.errno());
        }
    }

    static int tryBind(int fd, byte[] address) {
        return bind(fd, address, address.length) == 0 ? 0 : LibC.errno();
    }

    static void startListening(int fd, int backlog) {
        if (listen(fd, backlog) != 0) {
            throw new ErrnoException("listen", "descriptor " + fd, LibC.errno());
        }
    }

    /** An accepted connection, not blocking, or a negative error number. */
    static int acceptNow(int fd) {
        int accepted = accept4(fd, new byte[28], new int[] {28}, SOCK_NONBLOCK | SOCK_CLOEXEC);
        return accepted < 0 ? -LibC.errno() : accepted;
    }

    /** 0 or an error number. */
    static int startConnecting(int fd, byte[] address) {
        return connect(fd, address, address.length) == 0 ? 0 : LibC.errno();
    }

    /** 0 or an error number. */
    static int endOutput(int fd) {
        return shutdown(fd, SHUT_WR) == 0 ? 0 : LibC.errno();
    }

    /** How long the datagram is, or a negative error number; its sender's address is written to {@code sender}. */
    static int receiveFrom(int fd, byte[] data, byte[] sender) {
        long got = recvfrom(fd, data, data.length, MSG_DONTWAIT, sender, new int[] {sender.length});
        return got < 0 ? -LibC.errno() : (int) got;
    }

    /** 0 or an error number. {@code to} is null for the address that the socket is connected to. */
    static int sendTo(int fd, byte[] data, int length, byte[] to) {
        return sendto(fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL, to, to == null ? 0 : to.length) < 0 ? LibC.errno() : 0;
    }

    /** The error that a socket has met, which this clears; 0 for none. */
    static int pendingError(int fd) {
        int[] error = new int[1];
        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, error, new int[] {Integer.BYTES}) != 0) {
            throw new ErrnoException("getsockopt", "SO_ERROR of descriptor " + fd, LibC.errno());
        }
        return error[0];
    }

    static void option(int fd, int level, int option, int value) {
        if (setsockopt(fd, level, option, new int[] {value}, Integer.BYTES) != 0) {
            throw new ErrnoException("setsockopt", level + "/" + option, LibC.errno());
        }
    }
}
