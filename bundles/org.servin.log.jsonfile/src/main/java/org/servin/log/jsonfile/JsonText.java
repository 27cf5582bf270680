package org.servin.log.jsonfile;

import org.servin.linux.io.ByteScan;

/** Which bytes stand for themselves in a JSON string. */
final class JsonText {
    private static final long ONES = ByteScan.repeated(1);
    private static final long CONTROLS = ByteScan.repeated(' ');
    private static final long HIGH = ByteScan.repeated(0x80);
    private static final long QUOTE = ByteScan.repeated('"');
    private static final long BACKSLASH = ByteScan.repeated('\\');
    /** {@code &} and the quote differ in this bit; {@code >} and {@code <} in the other. */
    private static final long AMPERSAND_BIT = ByteScan.repeated(0x04);
    private static final long GREATER_BIT = ByteScan.repeated(0x02);
    private static final long AMPERSAND = ByteScan.repeated('&');
    private static final long GREATER = ByteScan.repeated('>');

    private JsonText() { }

    /**
     * The end of what needs no escape as dockerd writes it, from {@code from} on: printable ASCII without {@code " \ < > &}. A subtraction sets the highest bit of a byte that is too
     * small for it, and perhaps of those above it, of which nobody asks; those where it was set before are no ASCII and marked in any case.
     */
    static int plainEnd(byte[] text, int from, int end) {
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long word = ByteScan.eight(text, at);
            long special = (word | word - CONTROLS | ((word | AMPERSAND_BIT) ^ AMPERSAND) - ONES | ((word | GREATER_BIT) ^ GREATER) - ONES | (word ^ BACKSLASH) - ONES) & HIGH;
            if (special != 0) {
                return at + (Long.numberOfTrailingZeros(special) >> 3);
            }
        }
        while (at < end && isPlain(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\' && b != '<' && b != '>' && b != '&';
    }

    /** The end of what is copied as it is when a string is read: everything but controls, quote and backslash. */
    static int literalEnd(byte[] text, int from, int end) {
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long word = ByteScan.eight(text, at);
            long special = (word - CONTROLS & ~word & HIGH) | ByteScan.zeros(word ^ QUOTE) | ByteScan.zeros(word ^ BACKSLASH);
            if (special != 0) {
                return at + (Long.numberOfTrailingZeros(special) >> 3);
            }
        }
        while (at < end && isLiteral(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isLiteral(byte b) {
        return (b < 0 || b >= ' ') && b != '"' && b != '\\';
    }
}
