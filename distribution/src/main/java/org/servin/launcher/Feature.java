package org.servin.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is deployed together, as an OSGi Feature (OSGi Compendium, chapter 159): bundles with their start levels.
 *
 * @param id the feature's coordinates
 * @param bundles in the order they are installed
 */
record Feature(String id, List<Deployed> bundles) {
    /**
     * One bundle.
     *
     * @param group Maven's group
     * @param artifact Maven's artifact
     * @param version Maven's version
     * @param startLevel when it is started
     * @param start when it is started
     */
    record Deployed(String group, String artifact, String version, int startLevel, Start start) {
        /** Where it is in a folder of Maven's repository layout. */
        Path in(Path repository) {
            return repository.resolve(group.replace('.', '/')).resolve(artifact).resolve(version).resolve(artifact + "-" + version + ".jar");
        }
    }

    /** When a bundle is started. */
    enum Start {
        /** With the engine. */
        ALWAYS,
        /** When somebody uses it. */
        ON_DEMAND,
        /** It is only resolved, such as a fragment or a library whose activator is unwanted. */
        NEVER;

        /** {@code true} and {@code false} as elsewhere in features, and {@code on-demand}; true if nothing is said. */
        static Start parse(Object text) throws IOException {
            if (text == null || text.toString().equals("true")) {
                return ALWAYS;
            }
            return switch (text.toString()) {
                case "on-demand" -> ON_DEMAND;
                case "false" -> NEVER;
                default -> throw new IOException("start is not true, false or on-demand: " + text);
            };
        }
    }

    Feature {
        bundles = List.copyOf(bundles);
    }

    /** Reads all features of a folder, in the order of their file names. */
    static List<Feature> readAll(Path folder) throws IOException {
        List<Feature> features = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                features.add(read(file));
            }
        }
        return features;
    }

    private static Feature read(Path file) throws IOException {
        Map<String, Object> json = Json.readObject(file);
        List<Deployed> bundles = new ArrayList<>();
        for (Object entry : (List<?>) json.getOrDefault("bundles", List.of())) {
            bundles.add(deployed(file, (Map<?, ?>) entry));
        }
        return new Feature(String.valueOf(json.get("id")), bundles);
    }

    private static Deployed deployed(Path file, Map<?, ?> entry) throws IOException {
        String[] id = String.valueOf(entry.get("id")).split(":");
        if (id.length != 3) {
            throw new IOException(file + ": not group:artifact:version: " + entry.get("id"));
        }
        Object level = entry.get("start-level");
        return new Deployed(id[0], id[1], id[2], level == null ? 3 : Integer.parseInt(level.toString()), Start.parse(entry.get("start")));
    }
}
