package org.servin.log.awslogs;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.servin.log.awslogs.EventCutter.Cut;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;

/**
 * Puts batches into a stream, each in as few requests as the service's limits allow.
 *
 * <p>An event of several lines, or of several pieces of a long line, that may not have ended yet is not taken, so that nothing that was taken is in memory only: its records come again with those that follow. It is
 * taken as it is when it is older than {@code awslogs-force-flush-interval-seconds}, when it fills a batch, and when its stream has ended.
 */
final class AwsLogsSink implements LogSink {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    /** Batches have up to 1000 records and 64 KiB, the last 16 of which may be a line that does not fit any more. */
    private static final int FULL_RECORDS = 1000;
    private static final int FULL_BYTES = 48 * 1024;
    private final Supplier<LogStream> opening;
    private final AwsLogsOptions options;
    private final EventCutter cutter;
    private final InstantSource clock;
    private LogStream stream;

    /**
     * Asks nothing yet.
     *
     * @param opening makes the stream, for which it may have to ask this machine where it is
     */
    AwsLogsSink(Supplier<LogStream> opening, AwsLogsOptions options, InstantSource clock) {
        this.opening = opening;
        this.options = options;
        this.cutter = new EventCutter(options.multiline());
        this.clock = clock;
    }

    @Override
    public LogReceipt append(List<LogRecord> batch) {
        Cut cut = cutter.cut(batch, false);
        int last = cut.events().size() - 1;
        boolean whole = !cut.open() || isOver(cut.events().get(last), last == 0 && isFull(batch));
        return whole ? put(cut.events(), cut.after()) : put(cut.events().subList(0, last), 0);
    }

    @Override
    public LogReceipt appendLast(List<LogRecord> batch) {
        Cut cut = cutter.cut(batch, true);
        return put(cut.events(), cut.after());
    }

    private static boolean isFull(List<LogRecord> batch) {
        return batch.size() >= FULL_RECORDS || batch.stream().mapToInt(record -> record.text().length + 1).sum() >= FULL_BYTES;
    }

    private boolean isOver(Event event, boolean full) {
        long age = clock.millis() - event.millis();
        return full || age < 0 || age >= options.flush().toMillis();
    }

    private LogReceipt put(List<Event> events, int after) {
        long began = System.nanoTime();
        Requests requests = new Requests(events, options.maxEvents());
        int taken = 0;
        int refused = 0;
        while (!requests.isDone() && (taken == 0 || System.nanoTime() - began < PATIENCE)) {
            List<Event> request = requests.next();
            Optional<Rejected> answer;
            try {
                answer = stream().put(request);
            } catch (ServinException e) {
                if (taken == 0) {
                    throw e;
                }
                break; // what was taken is told first: the next call, which begins with these events, will fail for itself
            }
            if (answer.isEmpty() && request.size() > 1) {
                requests.smaller();
                continue;
            }
            Rejected rejected = answer.orElse(new Rejected(1, 1));
            for (int i = 0; i < request.size(); i++) {
                taken += request.get(i).records();
                refused += rejected.covers(i) ? request.get(i).records() : 0;
            }
            requests.done();
        }
        return new LogReceipt(requests.isDone() ? taken + after : taken, refused);
    }

    private LogStream stream() {
        if (stream == null) {
            stream = opening.get();
        }
        return stream;
    }

    /** The service cannot go back. */
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
