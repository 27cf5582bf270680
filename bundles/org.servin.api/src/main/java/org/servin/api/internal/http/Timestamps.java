package org.servin.api.internal.http;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times in the forms clients send and read them. */
public final class Timestamps {
    private static final int MALFORMED = 500;
    private static final int NANO_DIGITS = 9;
    /** How Go writes a time that was never set. */
    public static final String NEVER = "0001-01-01T00:00:00Z";

    private Timestamps() { }

    /** As the API writes it: Go's RFC3339Nano, with as many digits after the second as needed. By hand, since inspections of containers consist of these. */
    public static String text(Instant time) {
        LocalDateTime t = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        StringBuilder b = new StringBuilder(32);
        digits(b, t.getYear(), 4).append('-');
        digits(b, t.getMonthValue(), 2).append('-');
        digits(b, t.getDayOfMonth(), 2).append('T');
        digits(b, t.getHour(), 2).append(':');
        digits(b, t.getMinute(), 2).append(':');
        digits(b, t.getSecond(), 2);
        if (t.getNano() > 0) {
            digits(b.append('.'), t.getNano(), NANO_DIGITS);
            while (b.charAt(b.length() - 1) == '0') {
                b.setLength(b.length() - 1);
            }
        }
        return b.append('Z').toString();
    }

    private static StringBuilder digits(StringBuilder b, int number, int width) {
        String text = Integer.toString(number);
        return b.append("000000000", 0, Math.max(0, width - text.length())).append(text);
    }

    /**
     * Reads seconds since 1970 with or without a fraction, as clients send them in queries.
     *
     * @return nanoseconds since 1970, the nearest there are; {@code otherwise} for an empty text
     */
    public static long seconds(String text, long otherwise) {
        if (text.isEmpty()) {
            return otherwise;
        }
        int point = text.indexOf('.');
        long seconds = GoInteger.parse(point < 0 ? text : text.substring(0, point), "ParseInt", MALFORMED);
        if (point < 0) {
            return nanos(BigDecimal.valueOf(seconds));
        }
        String digits = text.substring(point + 1);
        long fraction = GoInteger.parse(digits, "ParseInt", MALFORMED);
        return nanos(BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(fraction, digits.length())));
    }

    private static long nanos(BigDecimal seconds) {
        BigInteger nanos = seconds.movePointRight(NANO_DIGITS).toBigInteger();
        return nanos.max(BigInteger.valueOf(Long.MIN_VALUE)).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }
}
