package org.servin.linux.socket;

import java.util.concurrent.TimeUnit;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/** Sends messages as datagrams, many in one system call. Used by one thread. */
public final class MessageDatagrams implements MessageOutput {

    private final ClientSocket socket;
    private final boolean local;
    private final long patience;

    /**
     * Over a socket, which is closed with this.
     *
     * @param local whether the other side is on this machine by a path, where the kernel tells when a datagram was read
     * @param patienceMillis how long to wait while nothing moves
     */
    public MessageDatagrams(ClientSocket socket, boolean local, int patienceMillis) {
        this.socket = socket;
        this.local = local;
        this.patience = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    }

    /**
     * Sends a batch. A message that is too long for a datagram is noted as refused in the batch.
     *
     * @return how many of its first messages are done; less than all if the receiver takes no more for now, or the thread was interrupted, as which it stays
     * @throws ErrnoException ECONNREFUSED or another number if nobody receives
     */
    @Override
    public int send(MessageBuffer batch) {
        int count = batch.messages();
        if (count == 0) {
            return 0;
        }
        try (DatagramBatch datagrams = new DatagramBatch(batch)) {
            int done = send(batch, datagrams);
            if (local) {
                Acknowledgement.await(socket, patience);
                socket.checkPeer();
            }
            socket.checkError();
            return done;
        }
    }

    private int send(MessageBuffer batch, DatagramBatch datagrams) {
        int at = 0;
        long deadline = System.nanoTime() + patience;
        while (at < batch.messages()) {
            int sent = trySend(batch, datagrams, at);
            at += sent;
            if (sent > 0) {
                deadline = System.nanoTime() + patience;
            } else if (!Acknowledgement.mayWait(socket) || System.nanoTime() > deadline) {
                break;
            }
        }
        return at;
    }

    private int trySend(MessageBuffer batch, DatagramBatch datagrams, int at) {
        try {
            return datagrams.send(socket, at);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EMSGSIZE)) {
                throw e;
            }
            batch.refuse(at);
            return 1;
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
