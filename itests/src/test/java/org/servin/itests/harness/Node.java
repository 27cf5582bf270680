package org.servin.itests.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the scripts of {@code src/test/node} with what npm has installed for them. */
public final class Node {
    private static final Path TARGET = Path.of(System.getProperty("servin.itests.work")).toAbsolutePath().getParent();

    private Node() { }

    /** Where a script is. */
    static Path script(String name) {
        return TARGET.getParent().resolve("src/test/node").resolve(name);
    }

    /** Where npm's packages are: {@code NODE_PATH}. */
    static Path packages() {
        return TARGET.resolve("node/node_modules");
    }

    /** One to its end. */
    public static Command run(Map<String, String> environment, String script, String... args) {
        List<String> all = new ArrayList<>(List.of("node", script(script).toString()));
        all.addAll(List.of(args));
        Map<String, String> with = new TreeMap<>(environment);
        with.put("NODE_PATH", packages().toString());
        return Command.run(with, new byte[0], all);
    }
}
