package org.servin.core.internal.stream;

import java.time.Duration;
import org.servin.spi.log.LogBatch;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogSink;

/** Calls of sinks, which may have to be called off. Thread-safe. */
final class Sending {
    private Thread sender;
    private long count;
    private long begun;
    private boolean calledOff;

    /**
     * Hands over a batch. A thread that was interrupted for that is so no longer afterwards.
     *
     * @param last whether nothing will come behind it
     */
    LogReceipt send(LogSink sink, LogBatch batch, boolean last) {
        synchronized (this) {
            sender = Thread.currentThread();
            count++;
            begun = System.nanoTime();
            calledOff = false;
        }
        try {
            return sink.append(batch, last);
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

    /** A number for the present call, to be given to {@link #callOff(long)} later. */
    synchronized long present() {
        return count;
    }

    /** Interrupts that call if it is still going on, for a reason of the engine's: its failure then is not the destination's. */
    synchronized void callOff(long call) {
        if (sender != null && call == count) {
            calledOff = true;
            sender.interrupt();
        }
    }

    /** The same for whatever call goes on. */
    synchronized void callOff() {
        callOff(count);
    }

    /** Whether the last call was called off. Told once: what fails after that fails by itself. */
    synchronized boolean takeCalledOff() {
        boolean was = calledOff;
        calledOff = false;
        return was;
    }

    /** Interrupts whatever call goes on, as it takes too long. */
    synchronized void interrupt() {
        if (sender != null) {
            sender.interrupt();
        }
    }
}
