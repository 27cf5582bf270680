package org.servin.log.fluentd;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection, on which nothing is waited for longer than until a given time of {@link System#nanoTime}. Waiting ends when the thread is interrupted. One thread at a time. */
interface Wire extends AutoCloseable {
    /** Sends all that the buffer holds. */
    void write(ByteBuffer data, long deadline) throws IOException;

    /** Waits for at least one byte; negative at the end. */
    int read(ByteBuffer into, long deadline) throws IOException;

    /** What there is already, perhaps 0 bytes; negative at the end. */
    int readNow(ByteBuffer into) throws IOException;

    @Override
    void close();
}
