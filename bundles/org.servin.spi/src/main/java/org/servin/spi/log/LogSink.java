package org.servin.spi.log;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes one container's records in order. Used by one thread at a time.
 *
 * <p>The engine delivers each record exactly once also when it is killed between two calls: before each batch it keeps
 * {@link #mark}, and after a crash it calls {@link #rewind} with the mark it kept last and sends the batch again. A driver that cannot
 * go back returns an empty mark and may get its last batch twice.
 */
@ConsumerType
public interface LogSink extends AutoCloseable {
    /**
     * Stores a batch. When it returns, a crash of the engine (not of the machine) loses nothing of what it took. May wait for its destination, for a bounded time, and ends
     * soon when its thread is interrupted; it holds up this container's log only. A failure, of any kind, means that nothing was taken: the batch comes again after a pause, on a
     * sink opened anew. A receipt of nothing taken means the same, but the sink stays, and the batch comes with more records if there are any by then.
     *
     * @param batch at least one record
     */
    LogReceipt append(List<LogRecord> batch);

    /**
     * The same for a batch behind which nothing will come, since the stream has ended. A driver that leaves records untaken until it has seen more, such as lines of an event
     * that may have more of them, takes them now.
     *
     * @param batch at least one record
     */
    default LogReceipt appendLast(List<LogRecord> batch) {
        return append(batch);
    }

    /**
     * What the engine calls: {@link #append} or {@link #appendLast}, unless a driver that is to be quick takes the batch as it lies in memory. The same holds for it.
     *
     * @param batch good during this call only
     * @param last whether nothing will come behind it, as for {@link #appendLast}
     */
    default LogReceipt append(LogBatch batch, boolean last) {
        return last ? appendLast(batch.records()) : append(batch.records());
    }

    /** A short text from which {@link #rewind} finds the present end again; empty where the driver cannot. At most 200 characters. */
    String mark();

    /** Forgets what was appended after the mark was taken. Only called directly after opening. */
    void rewind(String mark);

    /** Ends the session; another may be opened for the same container later. */
    @Override
    void close();
}
