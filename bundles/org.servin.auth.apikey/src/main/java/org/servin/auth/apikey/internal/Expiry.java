package org.servin.auth.apikey.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;

/** When a key expires, as administrators say it: {@code 30d}, {@code 12h}, {@code 90m}, {@code 45s}, a day, which is its first moment by UTC, or {@code never}. */
final class Expiry {
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5})([dhms])");

    private Expiry() { }

    /** Empty for never; INVALID_ARGUMENT for what is none, and for a time that is over. */
    static Optional<Instant> parse(String text, Instant now) {
        if (text.equals("never")) {
            return Optional.empty();
        }
        Instant time = time(text, now);
        if (!time.isAfter(now)) {
            throw ServinException.invalid("the expiry " + text + " is over");
        }
        return Optional.of(time);
    }

    private static Instant time(String text, Instant now) {
        Matcher span = SPAN.matcher(text);
        if (span.matches()) {
            long count = Long.parseLong(span.group(1));
            Duration length = switch (span.group(2)) {
                case "d" -> Duration.ofDays(count);
                case "h" -> Duration.ofHours(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofSeconds(count);
            };
            return now.plus(length).truncatedTo(ChronoUnit.SECONDS);
        }
        try {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw ServinException.invalid("the expiry " + text + " is neither a span such as 30d or 12h, nor a day such as 2027-01-31, nor \"never\"");
        }
    }
}
