package org.servin.core.filter;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * A moment in the forms that Docker's clients write: seconds since 1970 with or without a fraction ({@code 1136073600.000000001}), a Go duration back from now
 * ({@code 1h30m}), or a date with or without a time, a fraction and a zone ({@code 2006-01-02T15:04Z}); what has no zone is in the engine's own.
 */
public final class PointInTime {
    private static final Pattern UNIX = Pattern.compile("(-?\\d{1,12})(?:\\.(\\d{1,9})\\d*)?");
    private static final String NUMBER = "\\d+\\.?\\d*|\\.\\d+";
    private static final Pattern PART = Pattern.compile("(" + NUMBER + ")(ns|us|µs|ms|s|m|h)");
    private static final Pattern DURATION = Pattern.compile("[+-]?(?:(?:" + NUMBER + ")(?:ns|us|µs|ms|s|m|h))+");
    private static final Pattern DATE = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)(?:T(\\d\\d)(?::(\\d\\d)(?::(\\d\\d(?:\\.\\d{1,9})?))?)?)?(Z|[+-]\\d\\d:\\d\\d)?");

    private PointInTime() { }

    /** Reads one. What is none is INTERNAL in dockerd's words: it calls that its own failure. */
    public static Instant parse(String text, Instant now) {
        try {
            if (DURATION.matcher(text).matches()) {
                return now.minus(duration(text)).truncatedTo(ChronoUnit.SECONDS); // as Docker passes it on
            }
            Matcher unix = UNIX.matcher(text);
            if (unix.matches()) {
                String fraction = unix.group(2) == null ? "0" : (unix.group(2) + "00000000").substring(0, 9);
                return Instant.ofEpochSecond(Long.parseLong(unix.group(1)), Long.parseLong(fraction));
            }
            Matcher date = DATE.matcher(text);
            if (date.matches()) {
                return date(date);
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw refused(text, e);
        }
        throw refused(text, null);
    }

    private static ServinException refused(String text, Exception cause) {
        return new ServinException(ErrorKind.INTERNAL, "failed to parse value as time or duration: \"" + text + "\"", cause);
    }

    private static Duration duration(String text) {
        Matcher part = PART.matcher(text);
        double nanos = 0;
        while (part.find()) {
            nanos += Double.parseDouble(part.group(1)) * nanos(part.group(2));
        }
        return Duration.ofNanos((long) (text.startsWith("-") ? -nanos : nanos));
    }

    private static double nanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
    }

    private static Instant date(Matcher parts) {
        String time = orZero(parts.group(2)) + ":" + orZero(parts.group(3)) + ":" + orZero(parts.group(4));
        LocalDateTime local = LocalDateTime.of(LocalDate.parse(parts.group(1)), LocalTime.parse(time));
        String zone = parts.group(5);
        return zone == null ? local.atZone(ZoneId.systemDefault()).toInstant() : OffsetDateTime.of(local, ZoneOffset.of(zone)).toInstant();
    }

    private static String orZero(String digits) {
        return digits == null ? "00" : digits;
    }

    /** Nanoseconds since 1970; what they cannot hold becomes the nearest that they can. */
    public static long nanos(Instant time) {
        if (time.getEpochSecond() > 9_000_000_000L) {
            return Long.MAX_VALUE;
        }
        return time.getEpochSecond() < -9_000_000_000L ? Long.MIN_VALUE : Math.addExact(time.getEpochSecond() * 1_000_000_000L, time.getNano());
    }

    /** The one value of a prune's filter {@code until}; {@link Instant#MAX} if it is not given. INTERNAL for several or a wrong one. */
    public static Instant until(Filters filters, Instant now) {
        if (!filters.has("until")) {
            return Instant.MAX;
        }
        List<String> values = filters.get("until");
        if (values.size() > 1) {
            throw new ServinException(ErrorKind.INTERNAL, "more than one until filter specified");
        }
        return values.isEmpty() ? Instant.MAX : parse(values.get(0), now);
    }
}
