package org.servin.core.filter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.servin.spi.ServinException;

/**
 * Filters by key: values of one key are alternatives (labels: all must match), keys must all match.
 *
 * @param values by key, in the order they came
 * @param off those of them that the map form sets to false: as in Go, they equal nothing, and count where patterns and beginnings are looked for
 */
public record Filters(Map<String, List<String>> values, Map<String, Set<String>> off) {
    /** Copies the maps. */
    public Filters {
        values = values.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> List.copyOf(e.getValue()), (a, b) -> a, LinkedHashMap::new));
        off = off.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Set.copyOf(e.getValue())));
    }

    /** Filters none of which is set to false. */
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

    /** Whether a value passes: it is one of the key's that are not set to false, or the key has none. */
    public boolean allows(String key, String value) {
        List<String> wanted = get(key);
        return wanted.isEmpty() || wanted.contains(value) && !off.getOrDefault(key, Set.of()).contains(value);
    }

    /** Reads a key that means {@code true} or {@code false}; empty if it was not given. INVALID_ARGUMENT for other values. */
    public Optional<Boolean> flag(String key) {
        return flag(key, Set.of("true"), Set.of("false"));
    }

    /** The same where numbers are taken, too. */
    public Optional<Boolean> flagOrNumber(String key) {
        return flag(key, Set.of("true", "1"), Set.of("false", "0"));
    }

    private Optional<Boolean> flag(String key, Set<String> yes, Set<String> no) {
        if (!has(key)) {
            return Optional.empty();
        }
        boolean asked = yes.stream().anyMatch(v -> allows(key, v));
        if (!asked && no.stream().noneMatch(v -> allows(key, v))) {
            throw ServinException.invalid("Invalid filter '" + key + "=[" + String.join(" ", get(key)) + "]'");
        }
        return Optional.of(asked);
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
