package org.servin.audit.jsonl.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuditRecord;
import org.servin.spi.auth.AuditSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each decision as a line. Requests hand their lines over; a thread that is there only while there is something to write, and for a moment after, writes what has come
 * together. If the file is slower than requests come, or cannot be written, some lines are kept and what comes then is counted. An obligatory log does not lose: a request goes
 * on when its line is in the file, and not at all if that takes too long or fails.
 */
final class AuditLog implements AuditSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int CAPACITY = 2 << 20;
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final LineFile file;
    private final boolean required;
    private final Duration patience;
    private final Backlog backlog;
    private Thread writer;

    AuditLog(LineFile file, boolean required) {
        this(file, required, Duration.ofSeconds(10), CAPACITY);
    }

    /**
     * Opens nothing.
     *
     * @param patience how long a request waits for its line
     * @param capacity bytes of lines that wait
     */
    AuditLog(LineFile file, boolean required, Duration patience, int capacity) {
        this.file = file;
        this.required = required;
        this.patience = patience;
        this.backlog = new Backlog(capacity);
    }

    @Override
    public void record(AuditRecord decision) {
        Entry entry = new Entry(AuditLine.of(decision));
        if (required) {
            write(entry);
        } else if (backlog.offer(entry)) {
            ensureWriter();
        } else if (backlog.isClosed()) {
            LOG.error("a decision came when the audit log {} was closed, and is not in it", file);
        }
    }

    private void write(Entry entry) {
        try {
            if (!backlog.put(entry, patience)) {
                throw unwritten(backlog.isClosed() ? "it is closed" : "others still wait to be written", null);
            }
            ensureWriter();
            entry.written().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (entry.take()) {
                throw unwritten("others still wait to be written", e);
            }
            throw unwritten("it has been under way for " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw unwritten(String.valueOf(e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unwritten("interrupted", e);
        }
    }

    private ServinException unwritten(String why, Exception cause) {
        return new ServinException(ErrorKind.UNAVAILABLE, "nothing is allowed that is not in the audit log " + file + ", and this cannot be written there: " + why, cause);
    }

    private synchronized void ensureWriter() {
        if (writer == null) {
            writer = new Thread(this::run, "audit-log");
            writer.setDaemon(true);
            writer.start();
        }
    }

    private void run() {
        LineWriter lines = new LineWriter(file, required, backlog);
        try {
            do {
                for (Backlog.Batch batch = backlog.take(LINGER); !batch.isEmpty(); batch = backlog.take(LINGER)) {
                    lines.write(batch);
                }
            } while (!ended());
        } catch (InterruptedException e) {
            LOG.error("the audit log {} was interrupted", file, e);
        } finally {
            abandon();
        }
    }

    /** Whether nothing has come since; what comes from now on has a thread of its own. */
    private synchronized boolean ended() {
        if (!backlog.isEmpty()) {
            return false;
        }
        abandon();
        return true;
    }

    private synchronized void abandon() {
        if (writer == Thread.currentThread()) {
            file.close();
            writer = null;
        }
    }

    /** Writes what waits, for a bounded time; what comes later is not taken. */
    @Override
    public void close() {
        backlog.close();
        Thread running;
        synchronized (this) {
            running = writer;
        }
        try {
            if (running != null) {
                running.join(GRACE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long lost = backlog.unwritten();
        if (lost > 0) {
            LOG.error("{} decisions were not written to the audit log {} before it was closed, at {}", lost, file, Instant.now());
        }
    }
}
