package org.servin.log.local;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;

/**
 * A block that was found in a file, its check sum being right.
 *
 * @param offset where it begins
 * @param end where the next one may begin
 * @param firstIndex which record of the file its first one is, counted from 0
 * @param count how many records it has
 * @param firstNanos the time of the first
 * @param latest the latest time of all records up to its last
 * @param codec how the payload is stored
 * @param rawLength the payload's length
 * @param buffer holds the stored payload, until the file is asked for another block
 * @param from where in the buffer
 * @param length how long
 */
record Block(long offset, long end, long firstIndex, int count, long firstNanos, long latest, int codec, int rawLength, byte[] buffer, int from, int length) {
    /** The index of the record after it. */
    long endIndex() {
        return firstIndex + count;
    }

    /** The same block, its payload being there. */
    Block in(byte[] other, int payload) {
        return new Block(offset, end, firstIndex, count, firstNanos, latest, codec, rawLength, other, payload, length);
    }

    /** Its records. */
    BlockRecords records() throws CorruptException {
        return new BlockRecords(this, payload());
    }

    private byte[] payload() throws CorruptException {
        byte[] stored = Arrays.copyOfRange(buffer, from, from + length);
        if (codec == BlockWriter.PLAIN) {
            return stored;
        }
        try {
            byte[] raw = Zstd.decompress(stored, rawLength);
            if (raw.length == rawLength) {
                return raw;
            }
        } catch (ZstdException e) {
            throw new CorruptException(String.valueOf(e.getMessage()));
        }
        throw new CorruptException("the payload has another length");
    }
}
