package org.servin.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The engine's settings: defaults, then the configuration file with dockerd's keys, then the command line. As in dockerd, a setting that is in the file and on the
 * command line at once is an error.
 *
 * @param values by daemon.json's key: a string, number, boolean, or list of strings ({@code key=value} for objects)
 */
record Settings(Map<String, Object> values) {
    /** Dockerd's keys and other names for them that mean one setting of ours. */
    private static final Map<String, String> ALIASES = Map.of("data-root", "root", "graph", "root", "exec-root", "run");

    /** Who is asked about requests, and what those go by, can be changed while the engine runs; all else is for its next start. */
    private static final Pattern LIVE = Pattern.compile("authentication|authorization|authorization-plugin.*|policy-file|jwt-.*|peer-.*|audit-log.*");

    Settings {
        values = Map.copyOf(values);
    }

    static Settings load(Path file, boolean mustExist, Map<String, Object> commandLine) throws StartFailure {
        Map<String, Object> merged = new LinkedHashMap<>(fromFile(file, mustExist));
        Set<String> both = new TreeSet<>(merged.keySet());
        both.retainAll(commandLine.keySet());
        if (!both.isEmpty()) {
            throw new StartFailure("set both on the command line and in " + file + ": " + String.join(", ", both), null);
        }
        merged.putAll(commandLine);
        merged.putIfAbsent("root", "/var/lib/servin");
        merged.putIfAbsent("run", "/run/servin");
        merged.putIfAbsent("hosts", List.of("unix:///run/servin.sock"));
        return new Settings(merged);
    }

    private static Map<String, Object> fromFile(Path file, boolean mustExist) throws StartFailure {
        if (!mustExist && !Files.exists(file)) {
            return Map.of();
        }
        try {
            Map<String, Object> flat = new LinkedHashMap<>();
            Json.readObject(file).forEach((key, value) -> flat.put(ALIASES.getOrDefault(key, key), flatten(value)));
            return flat;
        } catch (IOException e) {
            throw new StartFailure("unable to read the configuration file " + file + ": " + e.getMessage(), e);
        }
    }

    /** Configuration Admin knows no nested objects: {@code {"max-size": "10m"}} becomes {@code ["max-size=10m"]}. */
    private static Object flatten(Object value) {
        if (value instanceof Map<?, ?> object) {
            List<String> pairs = new ArrayList<>();
            object.forEach((key, inner) -> pairs.add(key + "=" + text(inner)));
            return pairs;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Settings::text).toList();
        }
        return value;
    }

    private static String text(Object value) {
        if (value instanceof Map<?, ?> object) {
            List<String> pairs = new ArrayList<>();
            object.forEach((key, inner) -> pairs.add(key + "=" + text(inner)));
            return String.join(",", pairs);
        }
        return String.valueOf(value);
    }

    Path root() {
        return Path.of(values.get("root").toString());
    }

    Path run() {
        return Path.of(values.get("run").toString());
    }

    boolean debug() {
        return Boolean.parseBoolean(String.valueOf(values.get("debug")));
    }

    /** What can be changed while the engine runs. */
    Settings live() {
        return only(key -> LIVE.matcher(key).matches());
    }

    /** What cannot. */
    Settings fixed() {
        return only(key -> !LIVE.matcher(key).matches());
    }

    private Settings only(Predicate<String> wanted) {
        return new Settings(values.entrySet().stream().filter(e -> wanted.test(e.getKey())).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Whether callers have to prove who they are, wherever they come from. */
    boolean provesCallers() {
        return values.get("authentication") instanceof List<?> names && names.stream().anyMatch(name -> !name.equals("none"));
    }

    /** Keys whose values are others there. */
    Set<String> changed(Settings others) {
        Set<String> keys = new TreeSet<>(values.keySet());
        keys.addAll(others.values.keySet());
        keys.removeIf(key -> Objects.equals(values.get(key), others.values.get(key)));
        return keys;
    }

    /** The form that Configuration Admin takes: lists become arrays of strings. */
    Hashtable<String, Object> asConfiguration() {
        Hashtable<String, Object> table = new Hashtable<>();
        values.forEach((key, value) -> table.put(key, value instanceof List<?> list ? list.stream().map(String::valueOf).toArray(String[]::new) : value));
        return table;
    }
}
