package org.servin.log.local;

import com.github.luben.zstd.Zstd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    private final List<Piece> pieces = new ArrayList<>();
    private int textsLength;
    private long firstNanos;
    private long lastNanos;
    private long latest;

    /** A text, or a part of one. */
    private record Piece(byte[] text, int offset, int length) { }

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
        return !pieces.isEmpty() && length() + textLength + 2 * RECORD_HEAD > MAX_RAW;
    }

    /** The payload's length so far. */
    int length() {
        return heads.length() + textsLength;
    }

    /** How many records were added since the last block. */
    int count() {
        return pieces.size();
    }

    /** Adds a record, or a piece of one. */
    void add(LogRecord record, int offset, int textLength, boolean complete) {
        if (pieces.isEmpty()) {
            firstNanos = record.epochNanos();
            lastNanos = firstNanos;
        }
        heads.putNumber((long) textLength << 2 | record.source().ordinal() << 1 | (complete ? 1 : 0));
        heads.putSigned(record.epochNanos() - lastNanos);
        pieces.add(new Piece(record.text(), offset, textLength));
        textsLength += textLength;
        lastNanos = record.epochNanos();
        latest = Math.max(latest, lastNanos);
    }

    /** Writes the added records as a block, and begins the next. */
    void finish(long firstIndex, Bytes out) {
        Optional<byte[]> packed = compress ? packed() : Optional.empty();
        int rawLength = Bytes.lengthOf(heads.length()) + length();
        out.putInt(file.marker());
        int body = out.length() + 4;
        out.putInt(0);
        out.putByte(packed.isPresent() ? ZSTD : PLAIN);
        out.putNumber(packed.map(bytes -> bytes.length).orElse(rawLength));
        out.putNumber(rawLength);
        out.putNumber(count());
        out.putNumber(firstIndex);
        out.putSigned(firstNanos - file.baseNanos());
        out.putNumber(latest - firstNanos);
        if (packed.isPresent()) {
            out.put(packed.get());
        } else {
            putPayload(out);
        }
        out.setInt(body - 4, file.checksum(out.array(), body, out.length() - body));
        heads.clear();
        pieces.clear();
        textsLength = 0;
    }

    private void putPayload(Bytes to) {
        to.putNumber(heads.length());
        to.put(heads.array(), 0, heads.length());
        for (Piece piece : pieces) {
            to.put(piece.text(), piece.offset(), piece.length());
        }
    }

    /** The payload compressed, if that makes it shorter. */
    private Optional<byte[]> packed() {
        Bytes raw = new Bytes();
        putPayload(raw);
        byte[] bytes = Zstd.compress(Arrays.copyOf(raw.array(), raw.length()), LEVEL);
        return bytes.length < raw.length() ? Optional.of(bytes) : Optional.empty();
    }
}
