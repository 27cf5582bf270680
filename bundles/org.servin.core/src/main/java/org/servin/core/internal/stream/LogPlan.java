package org.servin.core.internal.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;

/**
 * Where a container's output goes, as its log configuration says. Immutable.
 *
 * <p>The driver's name may be a list, {@code json-file,syslog}. An option goes to each of them that knows it; {@code syslog.tag} goes to that one only. The engine's own
 * options are no driver's, see {@link LogMode}; they too may be for one driver, as {@code syslog.mode}. Those that begin with {@code cache-} are for the local copy.
 *
 * @param parts the drivers in the order that was given; none for no log at all
 * @param cache the local copy that is kept if none of them can be read; empty if that is not wanted
 */
record LogPlan(List<LogPart> parts, Optional<LogPart> cache) {
    private static final String CACHE = "cache-";
    private static final String CACHE_DISABLED = "cache-disabled";
    private static final Set<String> CACHE_OPTIONS = Set.of("max-size", "max-file", "compress");

    /** Copies the list. */
    LogPlan {
        parts = List.copyOf(parts);
    }

    /** Whether an option is about the local copy. Defaults for those go for all drivers, as in dockerd. */
    static boolean isCacheOption(String key) {
        return key.equals(CACHE_DISABLED) || key.startsWith(CACHE) && CACHE_OPTIONS.contains(key.substring(CACHE.length()));
    }

    /** What has to be known of drivers. */
    interface Names {
        /** Whether what a driver is given is kept nowhere. */
        boolean isNowhere(String driver);

        /** The most bytes of a record that a driver wants. */
        int recordBytes(String driver);

        /** Which driver keeps the local copy. */
        String copyDriver();
    }

    /** No log at all. */
    static LogPlan none() {
        return new LogPlan(List.of(), Optional.empty());
    }

    /** Reads a configuration; INVALID_ARGUMENT, in dockerd's words where it has any. Where nothing is logged the options are not looked at, as in dockerd. */
    static LogPlan of(String type, Map<String, String> options, Names known) {
        List<String> names = names(type);
        Optional<String> nowhere = names.stream().filter(known::isNowhere).findFirst();
        if (nowhere.isPresent() && names.size() > 1) {
            throw ServinException.invalid("log driver " + nowhere.get() + " goes with no other: " + type);
        }
        if (nowhere.isPresent()) {
            return none();
        }
        Map<String, String> engine = new HashMap<>();
        Map<String, String> shared = new HashMap<>();
        Map<String, String> cached = new HashMap<>();
        Map<String, Map<String, String>> own = new HashMap<>();
        options.forEach((key, value) -> {
            Optional<String> name = names.stream().filter(n -> key.startsWith(n + ".")).findFirst();
            if (name.isPresent()) {
                own.computeIfAbsent(name.get(), n -> new HashMap<>()).put(key.substring(name.get().length() + 1), value);
            } else if (isCacheOption(key)) {
                cached.put(key.substring(CACHE.length()), value);
            } else {
                (LogMode.OPTIONS.contains(key) ? engine : shared).put(key, value);
            }
        });
        LogMode mode = LogMode.of(engine, LogDriver.RECORD_BYTES);
        boolean uncached = LogMode.flag(options, CACHE_DISABLED);
        List<LogPart> parts = names.stream().map(name -> part(name, names.size() == 1, shared, own.getOrDefault(name, Map.of()), engine, known)).toList();
        cached.keySet().retainAll(CACHE_OPTIONS);
        LogMode ofCache = new LogMode(mode.dropping(), LogMode.WHOLE, mode.spoolBytes(), mode.lineBytes(), false);
        return new LogPlan(parts, uncached ? Optional.empty() : Optional.of(new LogPart(known.copyDriver(), false, Map.of(), cached, ofCache, LogPart.CACHE_FOLDER)));
    }

    private static LogPart part(String name, boolean only, Map<String, String> shared, Map<String, String> own, Map<String, String> engine, Names known) {
        Map<String, String> merged = new HashMap<>(engine);
        Map<String, String> drivers = new HashMap<>();
        own.forEach((key, value) -> (LogMode.OPTIONS.contains(key) ? merged : drivers).put(key, value));
        return new LogPart(name, only, shared, drivers, LogMode.of(merged, known.recordBytes(name)), "");
    }

    private static List<String> names(String type) {
        if (!type.contains(",")) {
            return List.of(type);
        }
        List<String> names = new ArrayList<>();
        for (String part : type.split(",", -1)) {
            String name = part.strip();
            if (name.isEmpty()) {
                throw ServinException.invalid("invalid list of log drivers: " + type);
            }
            if (names.contains(name)) {
                throw ServinException.invalid("log driver " + name + " is named twice: " + type);
            }
            names.add(name);
        }
        return names;
    }

    /** Whether nothing is logged. */
    boolean isNone() {
        return parts.isEmpty();
    }

    /**
     * An option that no driver of the list knows, if there is one.
     *
     * @param known the options of each driver, in the order of the parts
     */
    Optional<String> unknown(List<Set<String>> known) {
        if (parts.size() < 2) {
            return Optional.empty(); // its driver looks at them all
        }
        Set<String> all = new HashSet<>();
        known.forEach(all::addAll);
        return parts.get(0).shared().keySet().stream().filter(key -> !all.contains(key)).sorted().findFirst();
    }
}
