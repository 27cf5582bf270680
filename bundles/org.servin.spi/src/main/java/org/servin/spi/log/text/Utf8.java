package org.servin.spi.log.text;

/** UTF-8 as Go's decoder takes it: no overlong forms, no surrogates, nothing above U+10FFFF. What is none counts byte by byte. */
public final class Utf8 {
    private Utf8() { }

    /** How many bytes the character at {@code i} has, which may end at {@code end} at the latest; 0 if that is none. */
    public static int sizeAt(byte[] text, int i, int end) {
        int lead = text[i] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        int size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (size == 0 || i + size > end || !secondFits(lead, text[i + 1] & 0xFF)) {
            return 0;
        }
        for (int k = 2; k < size; k++) {
            if ((text[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    private static boolean secondFits(int lead, int second) {
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return second >= low && second <= high;
    }

    /** Whether the character at {@code i}, which is one of three bytes or more, is U+2028 or U+2029, which old JavaScript took for the end of a line. */
    public static boolean isLineSeparator(byte[] text, int i) {
        return text[i] == (byte) 0xE2 && text[i + 1] == (byte) 0x80 && (text[i + 2] & 0xFE) == 0xA8;
    }
}
