package org.servin.core.internal.network;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.core.filter.Filters;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** The filters of network lists and prunes, with dockerd's messages. */
final class NetworkFilter {
    private static final Set<String> LIST = Set.of("driver", "type", "name", "id", "label", "label!", "scope", "dangling");
    private static final Set<String> PRUNE = Set.of("until", "label", "label!");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

    private NetworkFilter() { }

    static void checkList(Filters filters) {
        filters.allow(LIST);
        filters.get("type").stream().filter(t -> !t.equals("custom") && !t.equals("builtin")).findFirst().ifPresent(t -> {
            throw new ServinException(ErrorKind.INTERNAL, "invalid filter: 'type'='" + t + "'");
        });
        if (filters.get("dangling").stream().anyMatch(d -> !Set.of("true", "1", "false", "0").contains(d)) || filters.get("dangling").size() > 1) {
            throw ServinException.invalid("invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")");
        }
    }

    static boolean matchesList(Filters filters, LiveNetwork network) {
        NetworkRecord record = network.record();
        // dockerd's list does not look at who is on a network, so all that people made count as dangling; its prune does look
        boolean dangling = !record.predefined();
        return any(filters, "driver", v -> v.equals(record.driver()))
                && any(filters, "type", v -> v.equals(record.predefined() ? "builtin" : "custom"))
                && any(filters, "name", v -> matches(v, record.name()))
                && any(filters, "id", v -> matches(v, record.id()))
                && any(filters, "scope", v -> v.equals("local"))
                && any(filters, "dangling", v -> (v.equals("true") || v.equals("1")) == dangling)
                && filters.matchesLabels(record.labels());
    }

    private static boolean any(Filters filters, String key, java.util.function.Predicate<String> matches) {
        List<String> values = filters.get(key);
        return values.isEmpty() || values.stream().anyMatch(matches);
    }

    /** As dockerd: a part of the text, or a regular expression. */
    private static boolean matches(String pattern, String text) {
        if (text.contains(pattern)) {
            return true;
        }
        try {
            return Pattern.compile(pattern).matcher(text).find();
        } catch (java.util.regex.PatternSyntaxException e) {
            return false;
        }
    }

    static void checkPrune(Filters filters) {
        filters.allow(PRUNE);
        filters.get("until").forEach(NetworkFilter::until);
    }

    static boolean matchesPrune(Filters filters, LiveNetwork network) {
        NetworkRecord record = network.record();
        return !record.predefined() && network.members().isEmpty() && filters.matchesLabels(record.labels())
                && filters.get("until").stream().allMatch(u -> record.createdAt().isBefore(until(u)));
    }

    private static Instant until(String value) {
        try {
            if (value.matches("\\d+(\\.\\d+)?")) {
                return Instant.EPOCH.plusNanos((long) (Double.parseDouble(value) * 1e9));
            }
            Duration ago = Duration.ZERO;
            Matcher part = DURATION_PART.matcher(value);
            int end = 0;
            while (part.find() && part.start() == end) {
                ago = ago.plusNanos((long) (Double.parseDouble(part.group(1)) * nanos(part.group(2))));
                end = part.end();
            }
            return end == value.length() && end > 0 ? Instant.now().minus(ago) : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            throw new ServinException(ErrorKind.INTERNAL, "failed to parse value as time or duration: \"" + value + "\"", e);
        }
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
}
