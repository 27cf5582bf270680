package org.servin.auth.policy.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A command's options, {@code --name value} or {@code --name=value}, and what else it is given. */
final class Arguments {
    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private final List<String> others = new ArrayList<>();

    private Arguments() { }

    /**
     * Reads them. IllegalArgumentException, with how the command is used, if there are others than these.
     *
     * @param valued names of options with a value, which may be repeated
     * @param flags names of options without
     */
    static Arguments of(List<?> given, Set<String> valued, Set<String> flags, String usage) {
        Arguments arguments = new Arguments();
        for (int i = 0; i < given.size(); i++) {
            String text = String.valueOf(given.get(i));
            String name = text.startsWith("--") ? text.substring(2).split("=", 2)[0] : "";
            if (!text.startsWith("-")) {
                arguments.others.add(text);
            } else if (flags.contains(name) && !text.contains("=")) {
                arguments.put(name, "");
            } else if (valued.contains(name) && text.contains("=")) {
                arguments.put(name, text.split("=", 2)[1]);
            } else if (valued.contains(name) && i + 1 < given.size()) {
                arguments.put(name, String.valueOf(given.get(++i)));
            } else {
                throw new IllegalArgumentException(Quoted.of(text) + " is no option, or has no value\n" + usage);
            }
        }
        return arguments;
    }

    private void put(String name, String value) {
        options.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    List<String> all(String name) {
        return options.getOrDefault(name, List.of());
    }

    Optional<String> one(String name) {
        return all(name).stream().reduce((first, second) -> second);
    }

    /** Values of the form {@code key=value}, by key. */
    Map<String, List<String>> pairs(String name) {
        Map<String, List<String>> pairs = new HashMap<>();
        for (String text : all(name)) {
            int sign = text.indexOf('=');
            if (sign < 1) {
                throw new IllegalArgumentException(Quoted.of(text) + " is not of the form key=value");
            }
            pairs.computeIfAbsent(text.substring(0, sign), k -> new ArrayList<>()).add(text.substring(sign + 1));
        }
        return pairs;
    }

    /** What is no option. */
    List<String> others() {
        return others;
    }
}
