package org.servin.log.journald;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeFormatter;

/** Times of records with all nine digits, {@code 2026-01-02T03:04:05.000000006Z}; those of one second share what is alike. Used by one thread. */
final class Timestamps {
    private static final long NANOS = 1_000_000_000;
    private static final int DIGITS = 9;
    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    private long second = Long.MIN_VALUE;
    private byte[] text = new byte[0];

    /** The text; it is valid until the next call. */
    byte[] write(long epochNanos) {
        if (Math.floorDiv(epochNanos, NANOS) != second) {
            second = Math.floorDiv(epochNanos, NANOS);
            text = FORM.format(Instant.ofEpochSecond(second)).getBytes(StandardCharsets.US_ASCII);
        }
        long left = Math.floorMod(epochNanos, NANOS);
        for (int i = text.length - 2; i > text.length - 2 - DIGITS; i--) {
            text[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return text;
    }
}
