package org.servin.core.internal.stream;

import java.util.Optional;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;

/** Brings one batch after the other from the spools to a sink, and keeps in the checkpoint how far it is. For one delivery's turns. */
final class BatchSender {
    /** What became of a batch. */
    enum Outcome {
        /** The log has it, or a part of it. */
        SENT,
        /** There was none. */
        NOTHING_THERE,
        /** The sink took nothing of it. */
        NOTHING_TAKEN,
        /** There is no driver. */
        NO_DRIVER
    }

    private final Backlog backlog;
    private final SinkHolder sinks;
    private final Sending sending;
    private final BatchReader reader = new BatchReader();

    BatchSender(Backlog backlog, SinkHolder sinks, Sending sending) {
        this.backlog = backlog;
        this.sinks = sinks;
        this.sending = sending;
    }

    /** The time of the last record that was made. */
    long lastNanos() {
        return reader.lastNanos();
    }

    /** No record is to be older than the last one that an engine before this one sent. */
    void goOnAfter(Checkpoint c) {
        reader.notBefore(c.lastNanos());
    }

    /**
     * Sends what is next in a stream. When it throws, nothing counts as taken.
     *
     * @param ended whether no more will come
     */
    Outcome next(Checkpoint c, LogSource source, boolean ended) {
        int stream = source.ordinal();
        LogPart now = backlog.part();
        Optional<LogSink> sink = sinks.sink(now, c);
        if (sink.isEmpty()) {
            return Outcome.NO_DRIVER;
        }
        Batch batch = reader.next(backlog.spools(), c, now, source, ended);
        if (batch.isEmpty()) {
            return Outcome.NOTHING_THERE;
        }
        return send(c, stream, sink.get(), batch, ended && backlog.isLast(c, stream, batch));
    }

    private Outcome send(Checkpoint c, int stream, LogSink sink, Batch batch, boolean last) {
        LogReceipt receipt;
        try {
            c.intend(stream, sink.mark(), reader.lastNanos());
            receipt = sending.send(sink, batch, last);
            if (receipt.taken() > batch.size()) {
                throw new IllegalStateException("it says that it took " + receipt.taken() + " of " + batch.size() + " records");
            }
        } catch (RuntimeException e) {
            notSent(c, stream);
            throw e;
        }
        if (receipt.taken() == 0) {
            notSent(c, stream);
            return Outcome.NOTHING_TAKEN;
        }
        backlog.tally().taken(receipt.taken(), receipt.refused());
        c.settle(stream, batch.position(receipt.taken()));
        return Outcome.SENT;
    }

    private static void notSent(Checkpoint c, int stream) {
        synchronized (c) {
            c.track(stream).failed();
        }
    }
}
