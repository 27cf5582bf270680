package org.servin.linux.socket;

/** Where messages go, batch by batch. Used by one thread. */
public interface MessageOutput extends AutoCloseable {
    /**
     * Sends a batch.
     *
     * @return how many of its first messages are done; less than all if the other side takes no more for now, or if the thread was interrupted, as which it stays; then the others
     *     are to come again, at the beginning of the next batch
     * @throws org.servin.linux.ErrnoException the other side is gone. How much of the batch has come through is not known.
     */
    int send(MessageBuffer batch);

    @Override
    void close();
}
