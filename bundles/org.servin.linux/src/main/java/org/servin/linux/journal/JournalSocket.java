package org.servin.linux.journal;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.process.MemoryFile;
import org.servin.linux.socket.ClientSocket;
import org.servin.linux.socket.DatagramBatch;
import org.servin.linux.socket.MessageBuffer;
import org.servin.linux.socket.MessageChannel;

/**
 * Sends entries to systemd-journald as its "Native Journal Protocol" has it: each is a datagram, and one that is too long for that is a sealed file in memory whose descriptor is
 * sent. Waiting has a bound, and ends soon when the thread is interrupted. Used by one thread.
 */
public final class JournalSocket implements AutoCloseable {
    private static final int ROOM_MILLIS = 50;
    private static final long SHORTEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
    /** How long journald, which takes milliseconds for all that a socket holds, is waited for by a thread that is interrupted. */
    private static final long LAST_WAIT = TimeUnit.MILLISECONDS.toNanos(500);
    private static final byte[] NOTHING = {};

    private final ClientSocket socket;
    private final long patience;

    private JournalSocket(ClientSocket socket, long patience) {
        this.socket = socket;
        this.patience = patience;
    }

    /**
     * Connects. ENOENT and ECONNREFUSED where no journald is.
     *
     * @param patienceMillis how long to wait while journald takes nothing
     */
    public static JournalSocket connect(Path path, int patienceMillis) {
        return new JournalSocket(ClientSocket.connect(ClientSocket.Kind.DATAGRAM, path, patienceMillis), TimeUnit.MILLISECONDS.toNanos(patienceMillis));
    }

    /**
     * Sends at least one entry, and waits until journald has written them, so that whoever reads the journal then finds them.
     *
     * @return how many of the first ones were sent and written: all, unless the thread is interrupted
     * @throws ErrnoException ECONNREFUSED if journald has ended, ETIMEDOUT if it takes nothing, EINTR if the thread is interrupted and it has taken nothing or does not write what it
     *     has; then it is not known how many of the entries were written
     */
    public int send(JournalEntries entries) {
        MessageBuffer messages = entries.messages();
        int at = 0;
        try (DatagramBatch datagrams = new DatagramBatch(messages)) {
            while (at < messages.messages()) {
                int first = at;
                at += patiently(() -> sendFrom(first, messages, datagrams), patience);
            }
            awaitWritten(patience);
        } catch (ErrnoException e) {
            if (at == 0 || !e.is(Errno.EINTR)) {
                throw e;
            }
            awaitWrittenAfter(e);
        }
        return at;
    }

    private void awaitWrittenAfter(ErrnoException interruption) {
        boolean interrupted = Thread.interrupted();
        try {
            awaitWritten(LAST_WAIT);
        } catch (ErrnoException e) {
            interruption.addSuppressed(e);
            throw interruption;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private int sendFrom(int first, MessageBuffer messages, DatagramBatch datagrams) {
        try {
            return datagrams.send(socket, first);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EMSGSIZE) && !e.is(Errno.ENOBUFS)) {
                throw e;
            }
            int start = messages.start(first);
            try (Fd file = MemoryFile.sealed("journal-entry", messages.bytes(), start, messages.end(first) - start)) {
                return socket.sendDescriptor(file) ? 1 : 0;
            }
        }
    }

    /** Repeats what gives 0 as long as it would have to wait. */
    private int patiently(IntSupplier sending, long nanos) {
        long deadline = System.nanoTime() + nanos;
        int sent = sending.getAsInt();
        while (sent == 0) {
            socket.awaitRoom(ROOM_MILLIS);
            checkTime(deadline);
            sent = sending.getAsInt();
        }
        return sent;
    }

    private void checkTime(long deadline) {
        if (Thread.currentThread().isInterrupted()) {
            throw new ErrnoException("send", socket.toString(), Errno.EINTR);
        }
        if (System.nanoTime() > deadline) {
            throw new ErrnoException("send", socket.toString(), Errno.ETIMEDOUT);
        }
    }

    /**
     * journald reads a datagram when it has written what came before, so an empty one, which it passes over, shows by having been read that all before it was written. One that has
     * ended takes what it has not read with it, and the next datagram is refused then.
     */
    private void awaitWritten(long nanos) {
        sendNothing(nanos);
        long deadline = System.nanoTime() + nanos;
        long pause = SHORTEST_PAUSE;
        while (socket.unacknowledged() > 0) {
            checkTime(deadline);
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
        sendNothing(nanos);
    }

    private void sendNothing(long nanos) {
        patiently(() -> socket.write(NOTHING, 0, 0) == MessageChannel.WOULD_BLOCK ? 0 : 1, nanos);
    }

    @Override
    public void close() {
        socket.close();
    }
}
