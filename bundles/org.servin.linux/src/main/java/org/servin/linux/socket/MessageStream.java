package org.servin.linux.socket;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/**
 * Sends batches of messages over a connection, and counts a message as sent when the other side has acknowledged it, so that a connection that is lost takes nothing with it that
 * was counted: a batch is one write, and the next one waits for its acknowledgement. Of TCP it is the other side's kernel that acknowledges (RFC 9293, 3.4): what its program had not
 * read when it died is lost nevertheless, and no sender can know. On a socket of this machine, it is the program's read. Used by one thread.
 *
 * <p>A failure leaves open how much of the batch has come through; it should be sent again over another connection. A connection whose other side lives but reads nothing
 * is not a failure: messages that wait in it would be sent twice, and out of order, if it were given up.
 */
public final class MessageStream implements MessageOutput {
    private static final byte[] NONE = {};

    private final MessageChannel channel;
    private final long patience;
    /** Messages of the batch before that were not counted, and how much of that is written. */
    private byte[] open = NONE;
    private int openWritten;
    /** What is not written of the message in which that ends. */
    private byte[] torn = NONE;

    /**
     * Over a connection, which is closed with this.
     *
     * @param patienceMillis how long to wait while nothing moves
     */
    public MessageStream(MessageChannel channel, int patienceMillis) {
        this.channel = channel;
        this.patience = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    }

    /**
     * Sends a batch.
     *
     * @return how many of its first messages were acknowledged; less than all if the other side reads nothing, though it lives, or if the thread was interrupted, as which it stays. The
     *     others may be on their way: they are to come again in the next batch, at its beginning
     * @throws ErrnoException the connection is lost; ETIMEDOUT if the other side no longer answers
     */
    @Override
    public int send(MessageBuffer batch) {
        checkOpen();
        int written = writtenOf(batch);
        if (written == 0 && torn.length > 0) {
            int done = push(torn, 0, torn.length);
            if (done < torn.length) {
                torn = Arrays.copyOfRange(torn, done, torn.length);
                return 0;
            }
        }
        torn = NONE;
        written = push(batch.bytes(), written, batch.length());
        int waiting = written == batch.length() ? Acknowledgement.await(channel, patience) : channel.unacknowledged();
        if (written == batch.length() && waiting == 0) {
            channel.isEnded(); // fails if the other side left without reading all: its kernel resets the connection then, RFC 9293, 3.6.1
            open = NONE;
            openWritten = 0;
            return batch.messages();
        }
        return stalled(batch, written, Math.max(0, written - waiting));
    }

    private void checkOpen() {
        if (channel.isEnded()) {
            throw new ErrnoException("send", channel.toString(), Errno.EPIPE, "the other side has ended the connection");
        }
    }

    /** How much of a batch is written already, since it begins as the one before that was not counted. */
    private int writtenOf(MessageBuffer batch) {
        int common = Math.min(open.length, batch.length());
        boolean same = openWritten <= batch.length() && Arrays.equals(open, 0, common, batch.bytes(), 0, common);
        return same ? openWritten : 0;
    }

    /** Writes while that goes on; gives where it ended. */
    private int push(byte[] bytes, int from, int to) {
        int at = from;
        long deadline = System.nanoTime() + patience;
        while (at < to) {
            int n = channel.write(bytes, at, to - at);
            if (n != MessageChannel.WOULD_BLOCK) {
                at += n;
                deadline = System.nanoTime() + patience;
            } else if (!Acknowledgement.mayWait(channel) || System.nanoTime() > deadline) {
                break;
            }
        }
        return at;
    }

    private int stalled(MessageBuffer batch, int written, int acknowledged) {
        checkOpen();
        if (!channel.isAnswering()) {
            throw new ErrnoException("send", channel.toString(), Errno.ETIMEDOUT, "the other side does not answer");
        }
        int counted = batch.messagesIn(acknowledged);
        int from = counted == 0 ? 0 : batch.end(counted - 1);
        open = Arrays.copyOfRange(batch.bytes(), from, batch.length());
        openWritten = written - from;
        int inside = batch.messagesIn(written);
        torn = written == batch.start(inside) ? NONE : Arrays.copyOfRange(batch.bytes(), written, batch.end(inside));
        return counted;
    }

    @Override
    public void close() {
        channel.close();
    }
}
