package org.servin.core.internal.network;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.servin.core.filter.Filters;
import org.servin.core.filter.PointInTime;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** The filters of network lists and prunes, with dockerd's messages. */
final class NetworkFilter {
    private static final Set<String> LIST = Set.of("driver", "type", "name", "id", "label", "scope", "dangling");
    private static final Set<String> PRUNE = Set.of("until", "label", "label!");

    private NetworkFilter() { }

    static void checkList(Filters filters) {
        filters.allow(LIST);
        filters.get("type").stream().filter(t -> !t.equals("custom") && !t.equals("builtin")).findFirst().ifPresent(t -> {
            throw new ServinException(ErrorKind.INTERNAL, "invalid filter: 'type'='" + t + "'");
        });
        if (filters.get("dangling").size() > 1) {
            throw ServinException.invalid("got more than one value for filter key \"dangling\"");
        }
        if (filters.get("dangling").stream().anyMatch(d -> !Set.of("true", "1", "false", "0").contains(d))) {
            throw ServinException.invalid("invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")");
        }
    }

    static boolean matchesList(Filters filters, LiveNetwork network) {
        NetworkRecord record = network.record();
        // dockerd's list does not look at who is on a network, so all that people made count as dangling; its prune does look
        boolean dangling = !record.predefined();
        return filters.allows("driver", record.driver())
                && filters.any("type", v -> v.equals(record.predefined() ? "builtin" : "custom"))
                && filters.any("name", v -> matches(v, record.name()))
                && filters.any("id", v -> matches(v, record.id()))
                && filters.allows("scope", record.scope())
                && filters.any("dangling", v -> (v.equals("true") || v.equals("1")) == dangling)
                && filters.matchesLabels(record.labels());
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
        PointInTime.until(filters, Instant.now());
    }

    static boolean matchesPrune(Filters filters, LiveNetwork network) {
        NetworkRecord record = network.record();
        return !record.predefined() && network.members().isEmpty() && filters.matchesLabels(record.labels())
                && record.createdAt().isBefore(PointInTime.until(filters, Instant.now()));
    }
}
