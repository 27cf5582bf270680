package org.servin.log.jsonfile;

/** The text of a JSON string with the escapes that log lines have: {@code \n \r \t \" \\} and those of ASCII characters and line separators by number. */
final class Unescaped {
    private final byte[] from;
    private final int limit;
    private final byte[] to;
    private int length;
    private int at;
    private boolean feedLast;
    private final int end;

    /**
     * Takes it.
     *
     * @param start behind the opening quote
     * @param limit where the line ends, with a line feed
     */
    Unescaped(byte[] from, int start, int limit) {
        this.from = from;
        this.limit = limit;
        this.at = start;
        this.to = new byte[limit - start];
        this.end = take() ? at : -1;
    }

    /** Where the closing quote is; negative if the string has something that is not in the form. */
    int end() {
        return end;
    }

    /** Whether it ends with a line feed. */
    boolean complete() {
        return feedLast;
    }

    /** The text, without the line feed at its end. */
    byte[] text() {
        return java.util.Arrays.copyOf(to, feedLast ? length - 1 : length);
    }

    private boolean take() {
        while (true) {
            int stop = JsonText.literalEnd(from, at, limit);
            System.arraycopy(from, at, to, length, stop - at);
            length += stop - at;
            feedLast &= stop == at;
            at = stop;
            if (from[at] == '"') {
                return true;
            }
            if (from[at] != '\\' || !escape()) {
                return false;
            }
        }
    }

    private boolean escape() {
        int c = switch (from[at + 1]) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '"', '\\', '/' -> from[at + 1];
            case 'u' -> at + 6 <= limit ? hex() : -1;
            default -> -1;
        };
        if (c < 0) {
            return false;
        }
        at += from[at + 1] == 'u' ? 6 : 2;
        feedLast = c == '\n';
        return put(c);
    }

    /** ASCII, the separators that dockerd escapes, and what it writes for bytes that are no text. */
    private boolean put(int c) {
        if (c < 0x80) {
            to[length++] = (byte) c;
            return true;
        }
        boolean known = c == 0x2028 || c == 0x2029 || c == 0xFFFD;
        if (known) {
            to[length++] = (byte) (0xE0 | c >> 12);
            to[length++] = (byte) (0x80 | c >> 6 & 0x3F);
            to[length++] = (byte) (0x80 | c & 0x3F);
        }
        return known;
    }

    private int hex() {
        int c = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(from[i], 16);
            if (digit < 0) {
                return -1;
            }
            c = c << 4 | digit;
        }
        return c;
    }
}
