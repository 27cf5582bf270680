package org.servin.core.internal.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReadSupport;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.LogRecord;

/** Reads a container's log, also while its driver is swapped. One thread reads; any may release or close. */
final class LogReader implements AutoCloseable {
    /** Dockerd's words. */
    static final String CANNOT_READ = "configured logging driver does not support reading";

    private final Drivers drivers;
    private final LogTarget container;
    private final Consumer<LogReader> closing;
    private LogPart part;
    private Move move;
    private long lastNanos;
    private LogQuery query;
    private Lease<LogDriver> lease;
    private LogCursor cursor;
    private boolean closed;

    /**
     * Another log in which this one goes on.
     *
     * @param to that one
     * @param end completes when nothing more comes to the present one
     */
    private record Move(LogPart to, CompletableFuture<Void> end) { }

    /**
     * A reader that has opened nothing yet.
     *
     * @param container its options are of no interest
     */
    LogReader(Drivers drivers, LogPart part, LogTarget container, LogQuery query, Consumer<LogReader> closing) {
        this.drivers = drivers;
        this.part = part;
        this.container = container;
        this.query = query;
        this.closing = closing;
    }

    /** The driver's name. */
    synchronized String driver() {
        return part.driver();
    }

    /** The log that is read. */
    synchronized LogPart part() {
        return move == null ? part : move.to();
    }

    /** Whether it is this container's. */
    boolean isOf(String containerId) {
        return container.containerId().equals(containerId);
    }

    /**
     * The container's output goes to another log: what comes after this one's end is read there.
     *
     * @param end completes when nothing more comes to this one
     */
    synchronized void goOnIn(LogPart other, CompletableFuture<Void> end) {
        move = new Move(other, move == null ? end : CompletableFuture.allOf(move.end(), end));
    }

    /** Opens the log; waits a bounded time for a driver that is away, then UNAVAILABLE. */
    void open() {
        Lease<LogDriver> got = drivers.lease(DriverKind.LOG, part.driver(), LogDriver.class);
        synchronized (this) {
            if (closed || lease != null) {
                got.close();
                return;
            }
            lease = got;
            openCursor();
        }
    }

    private void openCursor() {
        if (!(lease.driver() instanceof LogReadSupport readable)) {
            throw new ServinException(ErrorKind.UNSUPPORTED, CANNOT_READ);
        }
        cursor = readable.read(target(), query);
    }

    private LogTarget target() {
        return part.target(container, lease.driver().options());
    }

    /** What the driver keeps with each record, by name. */
    synchronized Map<String, String> details() {
        return lease != null && lease.driver() instanceof LogReadSupport readable ? readable.details(target()) : Map.of();
    }

    /** The next records, at most that many; none at the present end, and while the driver is away. */
    synchronized List<LogRecord> next(int most) {
        boolean atEnd = move != null && move.end().isDone(); // before looking for more
        List<LogRecord> records = read(most);
        if (records.isEmpty() && atEnd && !closed) {
            go();
            return read(most);
        }
        return records;
    }

    private List<LogRecord> read(int most) {
        if (closed || cursor == null && !openAgain()) {
            return List.of();
        }
        List<LogRecord> records = new ArrayList<>();
        while (records.size() < most) {
            Optional<LogRecord> record = cursor.next();
            if (record.isEmpty()) {
                break;
            }
            records.add(record.get());
            lastNanos = Math.max(lastNanos, record.get().epochNanos());
        }
        return records;
    }

    /** What is in the other log from before is not of interest. */
    private void go() {
        releaseDriver();
        part = move.to();
        move = null;
        query = new LogQuery(Math.max(query.sinceEpochNanos(), lastNanos + 1), query.untilEpochNanos(), -1, Optional.empty());
    }

    private boolean openAgain() {
        lease = drivers.leaseNow(DriverKind.LOG, part.driver(), LogDriver.class).orElse(null);
        if (lease == null) {
            return false;
        }
        try {
            openCursor();
            return true;
        } catch (RuntimeException e) {
            releaseDriver();
            throw e;
        }
    }

    /** Whether the driver is away, so that the end was perhaps not reached. */
    synchronized boolean isAway() {
        return cursor == null && !closed;
    }

    /** Gives the driver back; the next read goes on from the same place with whichever is there then. */
    synchronized void releaseDriver() {
        if (cursor != null) {
            query = new LogQuery(query.sinceEpochNanos(), query.untilEpochNanos(), -1, Optional.of(cursor.position()));
            cursor.close();
            cursor = null;
        }
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            releaseDriver();
        }
        closing.accept(this);
    }
}
