package org.servin.core.internal.stream;

import java.util.ArrayList;
import java.util.List;
import org.servin.spi.log.LogRecord;

/** Records that are sent together, and up to where in their stream each of them goes. One is used over and over by one thread. */
final class Batch {
    /** The most records of a batch. */
    static final int MOST = 1000;

    private final List<LogRecord> records = new ArrayList<>();
    private final long[] ends = new long[MOST];

    /** Forgets everything. */
    void clear() {
        records.clear();
    }

    /**
     * Adds a record.
     *
     * @param end the position after it in its stream
     * @return whether there is room for another
     */
    boolean add(LogRecord record, long end) {
        ends[records.size()] = end;
        records.add(record);
        return records.size() < MOST;
    }

    /** Whether there is nothing in it. */
    boolean isEmpty() {
        return records.isEmpty();
    }

    /** How many records there are. */
    int size() {
        return records.size();
    }

    /** The records. */
    List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** The position after so many of the first records. */
    long end(int count) {
        return ends[count - 1];
    }

    /** The time of the last record. */
    long lastNanos() {
        return records.get(records.size() - 1).epochNanos();
    }
}
