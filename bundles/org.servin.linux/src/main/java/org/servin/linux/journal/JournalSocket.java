package org.servin.linux.journal;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;
import org.servin.linux.io.Poll;
import org.servin.linux.process.MemoryFile;

/**
 * Sends entries to systemd-journald as its "Native Journal Protocol" has it: each is a datagram, and one that is too long for that is a sealed file in memory whose descriptor is
 * sent. Waiting has a bound, and ends soon when the thread is interrupted, as EINTR. Used by one thread.
 */
public final class JournalSocket implements AutoCloseable {
    private static final int UNIX_PATH = 108;
    private static final int HEADER = 64; // struct mmsghdr
    private static final int MESSAGE = 56; // struct msghdr
    private static final int VECTOR = 16; // struct iovec
    private static final int VECTORS_AT = 16;
    private static final int CONTROL_AT = 32;
    private static final int CONTROL = 24; // CMSG_SPACE(sizeof(int))
    private static final int FLAGS = JournalCalls.MSG_DONTWAIT | JournalCalls.MSG_NOSIGNAL;
    private static final int SLICE_MILLIS = 50;
    private static final long SHORTEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);

    private final Fd socket;
    private final String path;

    private JournalSocket(Fd socket, String path) {
        this.socket = socket;
        this.path = path;
    }

    /** Connects. ENOENT and ECONNREFUSED where no journald is. */
    public static JournalSocket connect(Path path) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length >= UNIX_PATH) {
            throw new ErrnoException("connect", path.toString(), Errno.ENAMETOOLONG);
        }
        int fd = JournalCalls.socket(JournalCalls.AF_UNIX, JournalCalls.SOCK_DGRAM | JournalCalls.SOCK_NONBLOCK | JournalCalls.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new ErrnoException("socket", "for " + path, LibC.errno());
        }
        Fd socket = new Fd(fd);
        byte[] address = ByteBuffer.allocate(Short.BYTES + name.length + 1).order(ByteOrder.nativeOrder()).putShort((short) JournalCalls.AF_UNIX).put(name).array();
        if (JournalCalls.connect(fd, address, address.length) != 0) {
            int errno = LibC.errno();
            socket.close();
            throw new ErrnoException("connect", path.toString(), errno);
        }
        return new JournalSocket(socket, path.toString());
    }

    /**
     * Sends entries, and waits until journald has written them, so that whoever reads the journal then finds them.
     *
     * @param patience how long to wait while journald takes nothing
     * @throws ErrnoException ECONNREFUSED if journald has ended, ETIMEDOUT if it takes nothing; then it is not known how many of the entries were written
     */
    public void send(JournalEntries entries, long patience, TimeUnit unit) {
        long nanos = unit.toNanos(patience);
        try (Memory data = new Memory(Math.max(1, entries.length())); Memory headers = headers(entries, data)) {
            data.write(0, entries.bytes(), 0, entries.length());
            int at = 0;
            while (at < entries.count()) {
                int first = at;
                int sent = patiently(nanos, () -> JournalCalls.sendmmsg(socket.number(), headers.share((long) first * HEADER), entries.count() - first, FLAGS));
                if (sent < 0) {
                    sendFile(entries, first, nanos);
                    sent = 1;
                }
                at += sent;
            }
        }
        awaitWritten(nanos);
    }

    private static Memory headers(JournalEntries entries, Memory data) {
        int count = entries.count();
        Memory memory = new Memory(Math.max(1, (long) count * (HEADER + VECTOR)));
        memory.clear();
        long texts = Pointer.nativeValue(data);
        long vectors = (long) count * HEADER;
        long vectorsAddress = Pointer.nativeValue(memory) + vectors;
        for (int i = 0; i < count; i++) {
            memory.setLong(vectors + (long) i * VECTOR, texts + entries.start(i));
            memory.setLong(vectors + (long) i * VECTOR + Long.BYTES, entries.end(i) - entries.start(i));
            memory.setLong((long) i * HEADER + VECTORS_AT, vectorsAddress + (long) i * VECTOR);
            memory.setLong((long) i * HEADER + VECTORS_AT + Long.BYTES, 1);
        }
        return memory;
    }

    /** A call of the kernel that would perhaps have to wait. */
    private interface Sending {
        long send();
    }

    /** Repeats it until it was done; negative if what is to be sent is too long for a datagram. */
    private int patiently(long patience, Sending sending) {
        long deadline = System.nanoTime() + patience;
        while (true) {
            long sent = sending.send();
            if (sent >= 0) {
                return (int) sent;
            }
            int errno = LibC.errno();
            if (errno == Errno.EMSGSIZE || errno == Errno.ENOBUFS) {
                return -1;
            }
            if (errno != Errno.EAGAIN && errno != Errno.EINTR) {
                throw new ErrnoException("send", path, errno);
            }
            if (errno == Errno.EAGAIN) {
                checkTime(deadline);
                Poll.one(socket.number(), Poll.OUT, SLICE_MILLIS);
            }
        }
    }

    private void checkTime(long deadline) {
        if (Thread.currentThread().isInterrupted()) {
            throw new ErrnoException("send", path, Errno.EINTR);
        }
        if (System.nanoTime() > deadline) {
            throw new ErrnoException("send", path, Errno.ETIMEDOUT);
        }
    }

    private void sendFile(JournalEntries entries, int entry, long patience) {
        int start = entries.start(entry);
        try (Fd file = MemoryFile.sealed("journal-entry", entries.bytes(), start, entries.end(entry) - start); Memory message = new Memory(MESSAGE + CONTROL)) {
            message.clear();
            message.setPointer(CONTROL_AT, message.share(MESSAGE));
            message.setLong(CONTROL_AT + Long.BYTES, CONTROL);
            message.setLong(MESSAGE, CONTROL - Integer.BYTES); // CMSG_LEN(sizeof(int))
            message.setInt(MESSAGE + Long.BYTES, JournalCalls.SOL_SOCKET);
            message.setInt(MESSAGE + Long.BYTES + Integer.BYTES, JournalCalls.SCM_RIGHTS);
            message.setInt(MESSAGE + 2L * Long.BYTES, file.number());
            if (patiently(patience, () -> JournalCalls.sendmsg(socket.number(), message, FLAGS)) < 0) {
                throw new ErrnoException("send", path, Errno.ENOBUFS);
            }
        }
    }

    /**
     * journald reads a datagram when it has written what came before, so an empty one, which it passes over, shows by having been read that all before it was written. One that has
     * ended takes what it has not read with it, and the next datagram is refused then.
     */
    private void awaitWritten(long patience) {
        sendNothing(patience);
        long deadline = System.nanoTime() + patience;
        long pause = SHORTEST_PAUSE;
        try (Memory count = new Memory(Integer.BYTES)) {
            while (unread(count) > 0) {
                checkTime(deadline);
                LockSupport.parkNanos(pause);
                pause = Math.min(pause * 2, LONGEST_PAUSE);
            }
        }
        sendNothing(patience);
    }

    private void sendNothing(long patience) {
        patiently(patience, () -> JournalCalls.send(socket.number(), Pointer.NULL, 0, FLAGS));
    }

    private int unread(Memory count) {
        if (JournalCalls.ioctl(socket.number(), JournalCalls.SIOCOUTQ, count) != 0) {
            throw new ErrnoException("ioctl SIOCOUTQ", path, LibC.errno());
        }
        return count.getInt(0);
    }

    @Override
    public void close() {
        socket.close();
    }
}
