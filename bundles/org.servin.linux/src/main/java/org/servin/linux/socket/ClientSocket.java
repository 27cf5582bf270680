package org.servin.linux.socket;

import com.sun.jna.Memory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;
import org.servin.linux.io.Poll;

/**
 * A connected socket that never blocks: what would have to wait says so, and waiting has a bound and ends soon when the thread is interrupted, as EINTR. Everything that goes
 * wrong is an {@link ErrnoException}. Used by one thread.
 */
public final class ClientSocket implements MessageChannel {
    /** What is sent: bytes, or messages each by itself. */
    public enum Kind {
        STREAM(ClientCalls.SOCK_STREAM),
        DATAGRAM(ClientCalls.SOCK_DGRAM);

        private final int type;

        Kind(int type) {
            this.type = type;
        }
    }

    private static final int SLICE_MILLIS = 50;
    private static final int DISCARD_BYTES = 4096;
    /** Where struct tcp_info has the number of times that the oldest bytes were sent again: linux/tcp.h. */
    private static final int TCPI_RETRANSMITS = 2;
    /** struct msghdr, where it has its control message, and one with a descriptor: CMSG_SPACE and CMSG_LEN of an int. */
    private static final int MESSAGE_HEADER = 56;
    private static final int HEADER_CONTROL = 32;
    private static final int CONTROL = 24;
    private static final int CONTROL_LENGTH = 20;

    private final Fd socket;
    private final String peer;
    private final byte[] address;
    private final boolean tcp;

    private ClientSocket(Fd socket, String peer, byte[] address, boolean tcp) {
        this.socket = socket;
        this.peer = peer;
        this.address = address;
        this.tcp = tcp;
    }

    /**
     * Connects over the network.
     *
     * @param milliseconds how long at most; ETIMEDOUT after that
     */
    public static ClientSocket connect(Kind kind, InetAddress address, int port, int milliseconds) {
        byte[] to = SocketAddresses.of(address, port);
        int family = address.getAddress().length == 16 ? ClientCalls.AF_INET6 : ClientCalls.AF_INET;
        return connect(kind, family, to, address.getHostAddress() + " port " + port, milliseconds);
    }

    /**
     * Connects to a socket of this machine. ENOENT and ECONNREFUSED where nobody listens, EPROTOTYPE where it is of the other kind.
     *
     * @param milliseconds how long at most, if many connect at once; ETIMEDOUT after that
     */
    public static ClientSocket connect(Kind kind, Path path, int milliseconds) {
        return connect(kind, ClientCalls.AF_UNIX, SocketAddresses.of(path), path.toString(), milliseconds);
    }

    private static ClientSocket connect(Kind kind, int family, byte[] to, String peer, int milliseconds) {
        int fd = ClientCalls.socket(family, kind.type | ClientCalls.SOCK_NONBLOCK | ClientCalls.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new ErrnoException("socket", "for " + peer, LibC.errno());
        }
        ClientSocket socket = new ClientSocket(new Fd(fd), peer, to, kind == Kind.STREAM && family != ClientCalls.AF_UNIX);
        try {
            if (socket.tcp) {
                socket.sendAtOnce();
            }
            socket.connect(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds));
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    /** The end of a message in several writes does not wait for the acknowledgement of its beginning, which may take 40 ms: tcp(7). */
    private void sendAtOnce() {
        byte[] yes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(1).array();
        check("setsockopt TCP_NODELAY", ClientCalls.setsockopt(fd(), ClientCalls.IPPROTO_TCP, ClientCalls.TCP_NODELAY, yes, yes.length) == 0 ? 0 : LibC.errno());
    }

    private void connect(long deadline) {
        int errno = reconnect();
        while (errno == Errno.EAGAIN || errno == Errno.EINTR) { // the listener's queue is full: unix(7)
            pause(deadline);
            errno = reconnect();
        }
        if (errno == Errno.EINPROGRESS) {
            while (!awaitRoom(SLICE_MILLIS)) {
                check("connect", System.nanoTime() > deadline ? Errno.ETIMEDOUT : 0);
            }
            errno = error();
        }
        check("connect", errno);
    }

    /** A number that was given back may be another file's by now. */
    private int fd() {
        check("use", socket.isClosed() ? Errno.EBADF : 0);
        return socket.number();
    }

    private int reconnect() {
        return ClientCalls.connect(fd(), address, address.length) == 0 ? 0 : LibC.errno();
    }

    private void pause(long deadline) {
        check("connect", System.nanoTime() > deadline ? Errno.ETIMEDOUT : Thread.currentThread().isInterrupted() ? Errno.EINTR : 0);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }

    private void check(String call, int errno) {
        if (errno != 0) {
            throw new ErrnoException(call, peer, errno);
        }
    }

    private int error() {
        byte[] value = new byte[Integer.BYTES];
        check("getsockopt", ClientCalls.getsockopt(fd(), ClientCalls.SOL_SOCKET, ClientCalls.SO_ERROR, value, new int[] {value.length}) == 0 ? 0 : LibC.errno());
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
    }

    /** Fails with the error that was met since the last call, such as that nobody took a datagram. */
    public void checkError() {
        check("send", error());
    }

    /** Fails, of a datagram's socket of this machine, if its receiver is gone: that takes what it has not read with it. */
    public void checkPeer() {
        check("connect", reconnect());
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        try (Memory data = new Memory(Math.max(1, length))) {
            data.write(0, bytes, offset, length);
            while (true) {
                long sent = ClientCalls.send(fd(), data, length, ClientCalls.MSG_DONTWAIT | ClientCalls.MSG_NOSIGNAL);
                if (sent >= 0) {
                    return (int) sent;
                }
                int errno = LibC.errno();
                if (errno == Errno.EAGAIN) {
                    return WOULD_BLOCK;
                }
                check("send", errno == Errno.EINTR ? 0 : errno);
            }
        }
    }

    /** Sends datagrams from native memory, see sendmmsg(2), and tells how many; 0 if none fits now. */
    int sendMany(Memory messages, long offset, int count) {
        while (true) {
            int sent = ClientCalls.sendmmsg(fd(), messages.share(offset), count, ClientCalls.MSG_DONTWAIT | ClientCalls.MSG_NOSIGNAL);
            if (sent >= 0) {
                return sent;
            }
            int errno = LibC.errno();
            if (errno == Errno.EAGAIN) {
                return 0;
            }
            check("send", errno == Errno.EINTR ? 0 : errno);
        }
    }

    /** Sends an empty datagram with a descriptor, over a socket of this machine: unix(7), SCM_RIGHTS. False if it does not fit now. */
    public boolean sendDescriptor(Fd file) {
        try (Memory message = new Memory(MESSAGE_HEADER + CONTROL)) {
            message.clear();
            message.setPointer(HEADER_CONTROL, message.share(MESSAGE_HEADER));
            message.setLong(HEADER_CONTROL + Long.BYTES, CONTROL);
            message.setLong(MESSAGE_HEADER, CONTROL_LENGTH);
            message.setInt(MESSAGE_HEADER + Long.BYTES, ClientCalls.SOL_SOCKET);
            message.setInt(MESSAGE_HEADER + Long.BYTES + Integer.BYTES, ClientCalls.SCM_RIGHTS);
            message.setInt(MESSAGE_HEADER + 2L * Long.BYTES, file.number());
            while (ClientCalls.sendmsg(fd(), message, ClientCalls.MSG_DONTWAIT | ClientCalls.MSG_NOSIGNAL) < 0) {
                int errno = LibC.errno();
                if (errno == Errno.EAGAIN) {
                    return false;
                }
                check("send", errno == Errno.EINTR ? 0 : errno);
            }
            return true;
        }
    }

    /** Reads what there is: 0 at the end, {@link #WOULD_BLOCK} if there is nothing yet. */
    public int read(byte[] bytes, int offset, int length) {
        byte[] into = offset == 0 ? bytes : new byte[length];
        while (true) {
            long got = ClientCalls.recv(fd(), into, length, ClientCalls.MSG_DONTWAIT);
            if (got >= 0) {
                if (into != bytes) {
                    System.arraycopy(into, 0, bytes, offset, (int) got);
                }
                return (int) got;
            }
            int errno = LibC.errno();
            if (errno == Errno.EAGAIN) {
                return WOULD_BLOCK;
            }
            check("recv", errno == Errno.EINTR ? 0 : errno);
        }
    }

    @Override
    public boolean isEnded() {
        byte[] said = new byte[DISCARD_BYTES];
        int n;
        do {
            n = read(said, 0, said.length);
        } while (n > 0);
        return n == 0;
    }

    @Override
    public int unacknowledged() {
        try (Memory count = new Memory(Integer.BYTES)) {
            check("ioctl SIOCOUTQ", ClientCalls.ioctl(fd(), ClientCalls.SIOCOUTQ, count) == 0 ? 0 : LibC.errno());
            return count.getInt(0);
        }
    }

    @Override
    public boolean isAnswering() {
        if (!tcp) {
            return true;
        }
        byte[] info = new byte[TCPI_RETRANSMITS + 1];
        check("getsockopt TCP_INFO", ClientCalls.getsockopt(fd(), ClientCalls.IPPROTO_TCP, ClientCalls.TCP_INFO, info, new int[] {info.length}) == 0 ? 0 : LibC.errno());
        return info[TCPI_RETRANSMITS] == 0;
    }

    @Override
    public boolean awaitRoom(int milliseconds) {
        return await(Poll.OUT, milliseconds);
    }

    /** Waits until there is something to read, or the end; false when the time is over. */
    public boolean awaitInput(int milliseconds) {
        return await(Poll.IN, milliseconds);
    }

    private boolean await(int event, int milliseconds) {
        for (int left = milliseconds; left > 0; left -= SLICE_MILLIS) {
            check("poll", Thread.currentThread().isInterrupted() ? Errno.EINTR : 0);
            if (Poll.one(fd(), event, Math.min(left, SLICE_MILLIS)) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        return peer;
    }
}
