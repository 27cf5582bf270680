package org.servin.linux.socket;

/** A connection as {@link MessageStream} needs it. Used by one thread; what goes wrong is an {@link org.servin.linux.ErrnoException}. */
public interface MessageChannel extends AutoCloseable {
    /** Result of a call that would have had to wait. */
    int WOULD_BLOCK = -1;

    /** Takes some of the bytes, at least one, and tells how many; {@link #WOULD_BLOCK} if none fits now. */
    int write(byte[] bytes, int offset, int length);

    /** Whether the other side has ended the connection. Drops what it said before. */
    boolean isEnded();

    /** How many bytes are on their way: of TCP those that the other side's kernel has not acknowledged, of a socket of this machine a number that is 0 when its reader has all. */
    int unacknowledged();

    /** Waits until {@link #write} takes something, or fails; false when the time is over. EINTR if the thread is interrupted. */
    boolean awaitRoom(int milliseconds);

    /** Whether the other side's kernel answers, though its program may read nothing. */
    boolean isAnswering();

    @Override
    void close();
}
