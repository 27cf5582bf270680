package org.servin.core.internal.stream;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/**
 * Cuts a stream's bytes into records as Docker does: at line feeds, and where a line is longer than 16 KiB, into pieces of that size,
 * or up to three bytes less where a character would be cut. Where a cut is made
 * depends on nothing but the bytes since the last one, so that repeating gives the same records.
 */
final class LineSplitter {
    /** The most bytes of a record. */
    static final int PIECE = 16 * 1024;

    private LineSplitter() { }

    /**
     * Adds records for all whole lines and pieces.
     *
     * @param bytes from the beginning of a record on
     * @param length how many of them count
     * @param atEnd whether nothing will follow: the rest becomes a record without an end
     * @param most how many records to add at most
     * @param times gives the time of a record from the number of bytes up to its end
     * @return how many bytes are in the records
     */
    static int split(byte[] bytes, int length, boolean atEnd, int most, LogSource source, LongUnaryOperator times, List<LogRecord> records) {
        int from = 0;
        while (from < length && records.size() < most) {
            int limit = Math.min(length, from + PIECE);
            int feed = indexOfFeed(bytes, from, limit);
            boolean complete = feed < limit;
            if (!complete && limit - from < PIECE && !atEnd) {
                break;
            }
            int textEnd = complete || limit == length && atEnd ? feed : wholeCharacters(bytes, from, limit);
            int end = complete ? feed + 1 : textEnd;
            records.add(new LogRecord(source, times.applyAsLong(end), Arrays.copyOfRange(bytes, from, textEnd), complete));
            from = end;
        }
        return from;
    }

    /** Where to cut before {@code limit} so that no UTF-8 character is cut in two: drivers that write text could not put it together again. */
    private static int wholeCharacters(byte[] bytes, int from, int limit) {
        int start = limit - 1;
        while (start > from && limit - start < 4 && (bytes[start] & 0xC0) == 0x80) {
            start--;
        }
        int lead = bytes[start] & 0xFF;
        int wants = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return start > from && start + wants > limit ? start : limit;
    }

    private static int indexOfFeed(byte[] bytes, int from, int limit) {
        for (int i = from; i < limit; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return limit;
    }
}
