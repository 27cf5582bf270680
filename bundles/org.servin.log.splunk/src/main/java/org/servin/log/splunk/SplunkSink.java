package org.servin.log.splunk;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;

/**
 * Sends batches, each in as few requests as a collector's limit allows. Where a collector does not take a request because of an event in it, requests become smaller
 * until that event is alone: it is refused, and the others are delivered.
 */
final class SplunkSink implements LogSink {
    /** A collector's {@code max_content_length} in the oldest versions. */
    static final int REQUEST_BYTES = 1_000_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private final Collector collector;
    private final EventBuffer buffer;

    SplunkSink(Collector collector, EventFormat format) {
        this.collector = collector;
        this.buffer = new EventBuffer(format);
    }

    @Override
    public LogReceipt append(List<LogRecord> batch) {
        buffer.fill(batch);
        long began = System.nanoTime();
        int done = 0;
        int refused = 0;
        int to = 0;
        while (done < buffer.events() && (done == 0 || System.nanoTime() - began < PATIENCE)) {
            to = to > done ? to : buffer.endWithin(done, buffer.events(), REQUEST_BYTES);
            Optional<Verdict> verdict = verdict(done, to);
            if (verdict.isEmpty()) {
                break;
            }
            boolean alone = to - done == 1;
            if (verdict.get().taken() || alone) {
                refused += verdict.get().taken() ? 0 : 1;
                done = to;
            } else {
                to = done + part(to - done, verdict.get().culprit());
            }
        }
        return new LogReceipt(buffer.recordsBefore(done), refused);
    }

    /** Empty when what was sent before is to be told first: the next call, which begins with these events, will fail for itself. */
    private Optional<Verdict> verdict(int from, int to) {
        try {
            return Optional.of(collector.send(buffer.array(), buffer.begin(from), buffer.begin(to)));
        } catch (ServinException e) {
            if (from == 0) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /**
     * How many of some events to send now, one of which is wrong: those before it, or it alone. Those before it may be in the index or not, depending on the collector's
     * version: they are sent again, since twice is better than never.
     */
    private static int part(int events, OptionalInt culprit) {
        int before = culprit.orElse(events / 2);
        return before > 0 && before < events ? before : 1;
    }

    /** A collector cannot go back. */
    @Override
    public String mark() {
        return "";
    }

    @Override
    public void rewind(String mark) {
        // there are no marks
    }

    @Override
    public void close() {
        // connections are the driver's
    }
}
