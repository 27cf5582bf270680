package org.servin.log.socket;

import java.util.List;
import org.servin.linux.socket.MessageBuffer;
import org.servin.spi.log.LogRecord;

/** Writes one container's records as messages. Used by one thread. */
public interface RecordMessages extends AutoCloseable {
    /** Writes a batch into a buffer, which is good until the next call; each record is ended in it. The same records give the same bytes in the same number of messages. */
    MessageBuffer write(List<LogRecord> batch);

    /** Gives back what it holds. */
    @Override
    default void close() { }
}
