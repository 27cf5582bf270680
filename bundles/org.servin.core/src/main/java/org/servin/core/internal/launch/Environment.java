package org.servin.core.internal.launch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environment of a container's processes. */
final class Environment {
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private final Map<String, String> variables = new LinkedHashMap<>();

    private Environment() { }

    /** What every process gets, and then what was asked for, later lists over earlier ones. Null lists mean none. */
    static List<String> of(String hostname, boolean terminal, List<List<String>> asked) {
        Environment environment = new Environment();
        environment.add(PATH);
        environment.add("HOSTNAME=" + hostname);
        if (terminal) {
            environment.add("TERM=xterm");
        }
        asked.forEach(list -> (list == null ? List.<String>of() : list).forEach(environment::add));
        return List.copyOf(environment.variables.values());
    }

    /** A name without a value takes the variable away. */
    private void add(String variable) {
        int at = variable.indexOf('=');
        if (at < 0) {
            variables.remove(variable);
        } else {
            variables.put(variable.substring(0, at), variable);
        }
    }
}
