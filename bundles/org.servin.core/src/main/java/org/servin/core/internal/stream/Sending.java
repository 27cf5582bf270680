package org.servin.core.internal.stream;

import java.time.Duration;
import java.util.List;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;

/** Calls of sinks, which may have to be called off. Thread-safe. */
final class Sending {
    private Thread sender;
    private long count;
    private long begun;

    /**
     * Hands over a batch. A thread that was interrupted for that is so no longer afterwards.
     *
     * @param last whether nothing will come behind it
     */
    LogReceipt send(LogSink sink, List<LogRecord> records, boolean last) {
        synchronized (this) {
            sender = Thread.currentThread();
            count++;
            begun = System.nanoTime();
        }
        try {
            return last ? sink.appendLast(records) : sink.append(records);
        } finally {
            synchronized (this) {
                sender = null;
                Thread.interrupted(); // this call's only: pools' threads are not interrupted otherwise
            }
        }
    }

    /** Whether a call has been going on for so long. */
    synchronized boolean isLongerThan(Duration time) {
        return sender != null && System.nanoTime() - begun >= time.toNanos();
    }

    /** A number for the present call, to be given to {@link #interrupt(long)} later. */
    synchronized long present() {
        return count;
    }

    /** Interrupts that call if it is still going on. */
    synchronized void interrupt(long call) {
        if (sender != null && call == count) {
            sender.interrupt();
        }
    }

    /** Interrupts whatever call goes on. */
    synchronized void interrupt() {
        interrupt(count);
    }
}
