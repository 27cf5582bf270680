package org.servin.core.filter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.servin.spi.ServinException;

/**
 * Filters by key: values of one key are alternatives (labels: all must match), keys must all match.
 *
 * @param values by key, in the order they came
 * @param off of these the ones that were given as {@code {"key":{"value":false}}}: dockerd passes over the false, but where values must be equal to something nothing is
 *        equal to such a one
 */
public record Filters(Map<String, List<String>> values, Map<String, Set<String>> off) {
    /** Copies the maps. */
    public Filters {
        values = values.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> List.copyOf(e.getValue()), (a, b) -> a, LinkedHashMap::new));
        off = Map.copyOf(off);
    }

    /** Values that all count. */
    public Filters(Map<String, List<String>> values) {
        this(values, Map.of());
    }

    /** No filter. */
    public static Filters none() {
        return new Filters(Map.of());
    }

    /** The values of a key; empty if it was not given. */
    public List<String> get(String key) {
        return values.getOrDefault(key, List.of());
    }

    /** Whether the key was given. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Whether a value passes: it is one of the key's and not off, or the key has none. */
    public boolean allows(String key, String value) {
        return any(key, value::equals) && !off.getOrDefault(key, Set.of()).contains(value);
    }

    /** Whether one of the key's values matches, or the key has none. */
    public boolean any(String key, Predicate<String> matches) {
        List<String> wanted = get(key);
        return wanted.isEmpty() || wanted.stream().anyMatch(matches);
    }

    /** Refuses keys that are not among those known, in dockerd's words. */
    public Filters allow(Set<String> known) {
        values.keySet().stream().filter(k -> !known.contains(k)).findFirst().ifPresent(k -> {
            throw ServinException.invalid("Invalid filter '" + k + "'");
        });
        return this;
    }

    /** Whether labels match all of {@code label} and none of {@code label!}: each {@code key} or {@code key=value}. */
    public boolean matchesLabels(Map<String, String> labels) {
        return hasLabels(labels) && get("label!").stream().noneMatch(f -> matches(labels, f));
    }

    /** Whether labels match all of {@code label}. */
    public boolean hasLabels(Map<String, String> labels) {
        return get("label").stream().allMatch(f -> matches(labels, f));
    }

    private static boolean matches(Map<String, String> labels, String filter) {
        int at = filter.indexOf('=');
        return at < 0 ? labels.containsKey(filter) : filter.substring(at + 1).equals(labels.get(filter.substring(0, at)));
    }
}
