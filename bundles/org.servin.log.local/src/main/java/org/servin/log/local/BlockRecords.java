package org.servin.log.local;

import java.util.Arrays;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/** The records of one block, in order. One thread. */
final class BlockRecords {
    private static final LogSource[] SOURCES = LogSource.values();

    private final byte[] payload;
    private final BytesIn heads;
    private int text;
    private long nanos;
    private int left;

    BlockRecords(Block block, byte[] payload) throws CorruptException {
        this.payload = payload;
        BytesIn in = new BytesIn(payload, 0, payload.length);
        int headsLength = in.takeNumber(payload.length);
        text = in.at() + headsLength;
        if (text > payload.length) {
            throw new CorruptException("the records' heads are too long");
        }
        heads = new BytesIn(payload, in.at(), text);
        nanos = block.firstNanos();
        left = block.count();
    }

    /** Whether there is another. */
    boolean hasNext() {
        return left > 0;
    }

    /** The next one; there must be one. */
    LogRecord next() throws CorruptException {
        long head = heads.takeNumber();
        nanos += heads.takeSigned();
        int length = length(head);
        LogRecord record = new LogRecord(SOURCES[(int) (head >> 1 & 1)], nanos, Arrays.copyOfRange(payload, text, text + length), (head & 1) != 0);
        text += length;
        left--;
        return record;
    }

    /** Passes over some; there must be as many. */
    void skip(long count) throws CorruptException {
        for (long i = 0; i < count; i++) {
            text += length(heads.takeNumber());
            nanos += heads.takeSigned();
            left--;
        }
    }

    private int length(long head) throws CorruptException {
        long length = head >>> 2;
        if (length > payload.length - text) {
            throw new CorruptException("a record is longer than its block");
        }
        return (int) length;
    }
}
