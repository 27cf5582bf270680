package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.servin.core.stream.FrameSink;
import org.servin.core.stream.LogOptions;
import org.servin.core.stream.StreamSession;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/** Sends a container's log to a client, and goes on as it grows if asked to. */
final class LogSession implements StreamSession {
    /** How many records are read at a time. */
    static final int BATCH = 128;

    private static final long LOOK_AGAIN_MILLIS = 60_000;
    /** For what its container has said already: nobody tells when that does not come any more. */
    private static final long LOOK_SOON_MILLIS = 500;

    private final ContainerLookup.Found container;
    private final Channel channel;
    private final LogOptions options;
    private final LogReader log;
    private final CompletionStage<Void> lastWord;
    private final AtomicBoolean allSaid = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * A session on an open log.
     *
     * @param lastWord completes when nothing will be added to the log; complete if the client does not follow
     */
    LogSession(ContainerLookup.Found container, Channel channel, LogOptions options, LogReader log, CompletionStage<Void> lastWord) {
        this.container = container;
        this.channel = channel;
        this.options = options;
        this.log = log;
        this.lastWord = lastWord;
    }

    @Override
    public boolean terminal() {
        return container.terminal();
    }

    @Override
    public void run(InputStream input, FrameSink output) throws IOException {
        LogText text = new LogText(options.timestamps(), options.details() ? Optional.of(log.details()) : Optional.empty());
        lastWord.whenComplete((nothing, failure) -> {
            allSaid.set(true);
            channel.changed();
        });
        try {
            boolean more = true;
            while (more && !closed) {
                long seen = channel.changes();
                boolean last = channel.isRemoved() || allSaid.get() && !isComing();
                if (!send(text, output)) {
                    more = again(last, seen);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("logs were interrupted");
        } finally {
            close();
        }
    }

    /** Whether what an ended container has said is still being brought to the log that is followed, as to one that is slow. */
    private boolean isComing() {
        return options.follow() && channel.line(log.part()).isComing();
    }

    /** Sends what there is now, some of it; false if there was nothing. */
    private boolean send(LogText text, FrameSink output) throws IOException {
        List<LogRecord> records = log.next(BATCH);
        for (LogRecord record : records) {
            if (record.source() == LogSource.STDOUT ? options.stdout() : options.stderr()) {
                text.add(record, output);
            }
        }
        text.flush(output);
        return !records.isEmpty();
    }

    /** Decides, at the log's present end, whether there is more to come, and waits for it. */
    private boolean again(boolean last, long seen) throws InterruptedException {
        if (channel.isRemoved()) {
            return false;
        }
        if (log.isAway()) {
            if (last) {
                log.open(); // waits for the driver, or says that it is away
                return true;
            }
        } else if (last || pastUntil()) {
            return false;
        }
        channel.awaitChange(seen, millisUntil());
        return true;
    }

    private boolean pastUntil() {
        return options.untilEpochNanos() <= EpochClock.nanos();
    }

    private long millisUntil() {
        long millis = options.untilEpochNanos() == Long.MAX_VALUE ? LOOK_AGAIN_MILLIS : (options.untilEpochNanos() - EpochClock.nanos()) / 1_000_000 + 1;
        return Math.max(1, Math.min(millis, allSaid.get() ? LOOK_SOON_MILLIS : LOOK_AGAIN_MILLIS));
    }

    @Override
    public void close() {
        closed = true;
        log.close();
        channel.changed();
    }
}
