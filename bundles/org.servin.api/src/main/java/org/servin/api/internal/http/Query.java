package org.servin.api.internal.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** A request's query, read by Go's rules. */
public final class Query {
    private static final Set<String> NO = Set.of("", "0", "no", "false", "none");

    private final Map<String, List<String>> values;

    /** Takes a query as it was sent. INVALID_ARGUMENT in Go's words for one that is not well encoded. */
    public Query(String raw) {
        values = raw.isEmpty() ? Map.of() : new LinkedHashMap<>();
        for (int from = 0; from < raw.length();) {
            int end = raw.indexOf('&', from);
            int to = end < 0 ? raw.length() : end;
            if (to > from) {
                add(raw.substring(from, to));
            }
            from = to + 1;
        }
    }

    private void add(String pair) {
        if (pair.indexOf(';') >= 0) {
            throw ApiException.badRequest("invalid semicolon separator in query");
        }
        int eq = pair.indexOf('=');
        values.computeIfAbsent(decoded(eq < 0 ? pair : pair.substring(0, eq)), k -> new ArrayList<>(1)).add(eq < 0 ? "" : decoded(pair.substring(eq + 1)));
    }

    private static String decoded(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (i + 2 >= text.length() || Character.digit(text.charAt(i + 1), 16) < 0 || Character.digit(text.charAt(i + 2), 16) < 0) {
                throw ApiException.badRequest("invalid URL escape \"" + text.substring(i, Math.min(i + 3, text.length())) + "\"");
            }
        }
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The first value; empty if absent. */
    public String get(String key) {
        List<String> all = values.get(key);
        return all == null ? "" : all.get(0);
    }

    /** All parameters with their values, in the order in which they first came. */
    Map<String, List<String>> parameters() {
        return Collections.unmodifiableMap(values);
    }

    /** The same, written anew: each parameter's values together. */
    String text() {
        return values.isEmpty() ? "" : values.entrySet().stream().flatMap(e -> e.getValue().stream().map(v -> encoded(e.getKey()) + "=" + encoded(v))).collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** All values. */
    public List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    /** Whether it is there. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** A yes-or-no value: anything but the words for no. */
    public boolean flag(String key) {
        return !NO.contains(get(key).strip().toLowerCase(Locale.ROOT));
    }

    /** The same with a value for absence. */
    public boolean flag(String key, boolean otherwise) {
        return has(key) ? flag(key) : otherwise;
    }

    /** A number; empty for an empty or absent value. The status is dockerd's, which differs by route. */
    public OptionalInt number(String key, int statusOfError) {
        String text = get(key);
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(required(key, statusOfError));
    }

    /** A number that must be there; one that an {@code int} cannot hold becomes the nearest that it can. */
    public int required(String key, int statusOfError) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(GoInteger.parse(get(key), "Atoi", statusOfError), Integer.MAX_VALUE));
    }
}
