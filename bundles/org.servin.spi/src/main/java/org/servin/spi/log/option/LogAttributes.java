package org.servin.spi.log.option;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.servin.spi.log.LogTarget;

/** What the options {@code labels}, {@code labels-regex}, {@code env}, {@code env-regex} and {@code tag} add to each record. */
public final class LogAttributes {
    private LogAttributes() { }

    /** Those and the tag, if one is asked for, under {@code tag}; sorted by name. */
    public static Map<String, String> withTag(LogTarget target) {
        Map<String, String> attributes = of(target);
        String tag = target.options().getOrDefault("tag", "");
        String filled = TagTemplate.fill(tag, target);
        if (!filled.isEmpty()) {
            attributes.put("tag", filled);
        }
        return attributes;
    }

    /** The labels and variables that the options name, by name, sorted. The caller's own map. */
    public static Map<String, String> of(LogTarget target) {
        Map<String, String> options = target.options();
        Map<String, String> environment = new TreeMap<>();
        for (String entry : target.environment()) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        Map<String, String> attributes = new TreeMap<>();
        named(options.get("labels"), target.labels(), attributes);
        matching(options.get("labels-regex"), target.labels(), attributes);
        named(options.get("env"), environment, attributes);
        matching(options.get("env-regex"), environment, attributes);
        return attributes;
    }

    private static void named(String names, Map<String, String> from, Map<String, String> to) {
        if (names != null) {
            for (String name : names.split(",")) {
                if (from.containsKey(name)) {
                    to.put(name, from.get(name));
                }
            }
        }
    }

    private static void matching(String regex, Map<String, String> from, Map<String, String> to) {
        if (regex != null && !regex.isEmpty()) {
            Pattern pattern = Pattern.compile(regex);
            from.forEach((name, value) -> {
                if (pattern.matcher(name).find()) {
                    to.put(name, value);
                }
            });
        }
    }
}
