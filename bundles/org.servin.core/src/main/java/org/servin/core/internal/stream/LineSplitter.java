package org.servin.core.internal.stream;

import org.servin.linux.io.ByteScan;

/**
 * Cuts a stream's bytes into records as Docker does: at line feeds, and where a line is longer than a piece may be, into pieces of that size,
 * or up to three bytes less where a character would be cut. Where a cut is made
 * depends on nothing but the bytes since the last one, so that repeating gives the same records.
 */
final class LineSplitter {
    /** Takes records one after the other. */
    interface Cuts {
        /**
         * One record.
         *
         * @param from its first byte
         * @param textEnd after its last byte of text
         * @param end where the next record begins
         * @param complete whether a line's end followed
         * @return whether to go on
         */
        boolean record(int from, int textEnd, int end, boolean complete);
    }

    private LineSplitter() { }

    /**
     * Tells of all whole lines and pieces.
     *
     * @param start where the first record begins
     * @param length how many of the bytes count, those before the start included
     * @param atEnd whether nothing will follow: the rest becomes a record without an end
     * @param piece the most bytes of a record
     * @return where the records end
     */
    static int split(byte[] bytes, int start, int length, boolean atEnd, int piece, Cuts cuts) {
        int from = start;
        boolean more = true;
        while (more && from < length) {
            int limit = Math.min(length, from + piece);
            int feed = ByteScan.indexOf(bytes, from, limit, (byte) '\n');
            boolean complete = feed < limit;
            if (!complete && limit - from < piece && !atEnd) {
                break;
            }
            int textEnd = complete || limit == length && atEnd ? feed : wholeCharacters(bytes, from, limit);
            int end = complete ? feed + 1 : textEnd;
            more = cuts.record(from, textEnd, end, complete);
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
}
