package org.servin.api.internal.http;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times in the forms clients send and read them. */
public final class Timestamps {
    private static final int MALFORMED = 500;
    private static final int NANO_DIGITS = 9;
    private static final Pattern UNIX = Pattern.compile("(-?\\d{1,12})(?:\\.(\\d{1,9})\\d*)?");
    private static final Pattern DURATION = Pattern.compile("(?:(\\d+(?:\\.\\d+)?)h)?(?:(\\d+(?:\\.\\d+)?)m)?(?:(\\d+(?:\\.\\d+)?)s)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
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

    /**
     * Reads, in a filter, seconds since 1970 with or without a fraction, a date with or without a time, or a duration back from now.
     *
     * @return nanoseconds since 1970; {@code otherwise} for an empty text
     */
    public static long parse(String text, long otherwise) {
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher unix = UNIX.matcher(text);
        if (unix.matches()) {
            String fraction = unix.group(2) == null ? "" : unix.group(2);
            return nanos(Instant.ofEpochSecond(Long.parseLong(unix.group(1)), fraction.isEmpty() ? 0 : Long.parseLong((fraction + "000000000").substring(0, 9))));
        }
        Matcher duration = DURATION.matcher(text);
        if (duration.matches()) {
            double seconds = number(duration.group(1)) * 3600 + number(duration.group(2)) * 60 + number(duration.group(3));
            return nanos(Instant.now()) - (long) (seconds * 1e9);
        }
        try {
            return nanos(date(text));
        } catch (DateTimeException e) {
            throw new ApiException(500, "strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    private static Instant date(String text) {
        if (DATE.matcher(text).matches()) {
            return LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
        }
        boolean zoned = text.endsWith("Z") || text.matches(".*[+-]\\d\\d:\\d\\d");
        return zoned ? OffsetDateTime.parse(text).toInstant() : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
    }

    private static double number(String text) {
        return text == null ? 0 : Double.parseDouble(text);
    }

    /** Times that nanoseconds cannot hold become the nearest that they can. */
    private static long nanos(Instant t) {
        if (t.getEpochSecond() > 9_000_000_000L) {
            return Long.MAX_VALUE;
        }
        return t.getEpochSecond() < -9_000_000_000L ? Long.MIN_VALUE : Math.addExact(t.getEpochSecond() * 1_000_000_000L, t.getNano());
    }
}
