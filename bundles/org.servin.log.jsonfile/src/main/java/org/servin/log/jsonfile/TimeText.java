package org.servin.log.jsonfile;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Times as in records, {@code 2006-01-02T15:04:05.123456789} without the zeros at the end. Records that come together differ in the last digits: what is before them is made once for
 * all within a microsecond. Products and shifts are divisions by ten for the numbers that occur here, and a fifth of their price. One thread.
 */
final class TimeText {
    /** The most bytes of a time. */
    static final int MOST = 32;

    private static final long SECOND = 1_000_000_000L;
    private static final int MICRO = 1000;
    private static final int MICROS_DIGITS = 6;

    private byte[] text = new byte[0];
    private int length;
    /** The second and the microsecond that {@link #text} is of, in nanoseconds, and the end of that microsecond. */
    private long second = Long.MIN_VALUE;
    private long micro;
    private long microEnd = Long.MIN_VALUE;

    /** A time alone. */
    static String of(long epochNanos) {
        byte[] bytes = new byte[MOST];
        return new String(bytes, 0, new TimeText().put(epochNanos, bytes, 0), StandardCharsets.US_ASCII);
    }

    /** Writes a time, and tells where it ends. There must be room for {@link #MOST} bytes. */
    int put(long epochNanos, byte[] to, int at) {
        if (epochNanos < micro || epochNanos >= microEnd) {
            begin(epochNanos);
        }
        System.arraycopy(text, 0, to, at, length);
        int n = at + length;
        int left = (int) (epochNanos - micro);
        int hundreds = left * 41 >> 12;
        left -= hundreds * 100;
        int tens = left * 103 >> 10;
        to[n] = (byte) ('0' + hundreds);
        to[n + 1] = (byte) ('0' + tens);
        to[n + 2] = (byte) ('0' + left - tens * 10);
        n += 3;
        while (to[n - 1] == '0') {
            n--;
        }
        return to[n - 1] == '.' ? n - 1 : n;
    }

    private void begin(long epochNanos) {
        long nanos = Math.floorMod(epochNanos, SECOND);
        if (epochNanos - nanos != second) {
            second = epochNanos - nanos;
            String seconds = Instant.ofEpochSecond(Math.floorDiv(epochNanos, SECOND)).toString();
            byte[] ascii = seconds.substring(0, seconds.length() - 1).getBytes(StandardCharsets.US_ASCII);
            text = Arrays.copyOf(ascii, ascii.length + 1 + MICROS_DIGITS);
            text[ascii.length] = '.';
            length = text.length;
        }
        long micros = nanos / MICRO;
        micro = second + micros * MICRO;
        microEnd = micro + MICRO;
        for (int i = length - 1; i >= length - MICROS_DIGITS; i--) {
            long tenth = micros * 0xCCCCCCCDL >>> 35;
            text[i] = (byte) ('0' + micros - tenth * 10);
            micros = tenth;
        }
    }
}
