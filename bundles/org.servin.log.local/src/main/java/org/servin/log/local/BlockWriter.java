package org.servin.log.local;

import com.github.luben.zstd.Zstd;
import java.util.Arrays;
import org.servin.spi.log.LogRecord;

/**
 * Makes blocks of records:
 * <pre>
 * marker (4) check sum (4) codec (1) stored length, raw length, records, index of the first in the file, its time, latest time so far | payload
 * </pre>
 * The raw payload is the length of the records' heads, the heads (length, stream, whether complete, time since the one before), and their texts. The latest time so far includes
 * all earlier blocks, so that it only grows and can be searched for also where the clock was set back. One thread.
 */
final class BlockWriter {
    /** The payload as it is. */
    static final int PLAIN = 0;
    /** The payload compressed with Zstandard. */
    static final int ZSTD = 1;
    /** No block's payload is longer than this, compressed or not: readers refuse to make room for more. */
    static final int MAX_RAW = 1024 * 1024;
    /** A longer record is kept in pieces. */
    static final int MAX_TEXT = MAX_RAW / 2;
    /** No block's head is longer. */
    static final int MAX_HEAD = 8 + 1 + 3 * 5 + 3 * 10;
    private static final int RECORD_HEAD = 15;
    private static final int LEVEL = 3;

    private final FileHead file;
    private final boolean compress;
    private final Bytes heads = new Bytes();
    private final Bytes texts = new Bytes();
    private final Bytes raw = new Bytes();
    private int count;
    private long firstNanos;
    private long lastNanos;
    private long latest;

    /**
     * A writer for a file.
     *
     * @param latest the latest time of all records before
     */
    BlockWriter(FileHead file, boolean compress, long latest) {
        this.file = file;
        this.compress = compress;
        this.latest = latest;
    }

    /** The latest time of all records that were added, and before. */
    long latest() {
        return latest;
    }

    /** Whether a record of that length would make the block too long. */
    boolean isFullFor(int textLength) {
        return count > 0 && heads.length() + texts.length() + textLength + 2 * RECORD_HEAD > MAX_RAW;
    }

    /** The payload's length so far. */
    int length() {
        return heads.length() + texts.length();
    }

    /** How many records were added since the last block. */
    int count() {
        return count;
    }

    /** Adds a record, or a piece of one. */
    void add(LogRecord record, int offset, int textLength, boolean complete) {
        if (count == 0) {
            firstNanos = record.epochNanos();
            lastNanos = firstNanos;
        }
        heads.putNumber((long) textLength << 2 | record.source().ordinal() << 1 | (complete ? 1 : 0));
        heads.putSigned(record.epochNanos() - lastNanos);
        texts.put(record.text(), offset, textLength);
        lastNanos = record.epochNanos();
        latest = Math.max(latest, lastNanos);
        count++;
    }

    /** Writes the added records as a block, and begins the next. */
    void finish(long firstIndex, Bytes out) {
        raw.clear();
        raw.putNumber(heads.length());
        raw.put(heads.array(), 0, heads.length());
        raw.put(texts.array(), 0, texts.length());
        byte[] stored = raw.array();
        int length = raw.length();
        int codec = PLAIN;
        if (compress) {
            byte[] packed = Zstd.compress(Arrays.copyOf(stored, length), LEVEL);
            if (packed.length < length) {
                stored = packed;
                length = packed.length;
                codec = ZSTD;
            }
        }
        out.putInt(file.marker());
        int body = out.length() + 4;
        out.putInt(0);
        out.putByte(codec);
        out.putNumber(length);
        out.putNumber(raw.length());
        out.putNumber(count);
        out.putNumber(firstIndex);
        out.putSigned(firstNanos - file.baseNanos());
        out.putNumber(latest - firstNanos);
        out.put(stored, 0, length);
        out.setInt(body - 4, file.checksum(out.array(), body, out.length() - body));
        heads.clear();
        texts.clear();
        count = 0;
    }
}
