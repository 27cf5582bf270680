package org.servin.log.splunk;

import java.nio.charset.StandardCharsets;

/** Texts of white space only, as Go's {@code strings.TrimSpace} sees it. */
final class Blank {
    private static final int NEXT_LINE = 0x85;

    private Blank() { }

    static boolean isBlank(byte[] text) {
        for (byte b : text) {
            if (b < 0) {
                return new String(text, StandardCharsets.UTF_8).codePoints().allMatch(Blank::isSpace);
            }
            if (!isSpace(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(int c) {
        return c >= '\t' && c <= '\r' || c == NEXT_LINE || Character.isSpaceChar(c);
    }
}
