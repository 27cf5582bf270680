package org.servin.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which bundle may import which: drivers know the contracts and the kernel, never the engine; arrows point one way. */
class ArrowsTest {
    private static final Set<String> CONTRACTS = Set.of("org.servin.spi");
    private static final Set<String> DRIVER = Set.of("org.servin.spi", "org.servin.linux");
    private static final Map<String, Set<String>> MAY = Map.of(
            "org.servin.spi", Set.of(),
            "org.servin.linux", Set.of(),
            "org.servin.http", CONTRACTS,
            "org.servin.store", CONTRACTS,
            "org.servin.image", Set.of("org.servin.spi", "org.servin.linux", "org.servin.store"),
            "org.servin.core", Set.of("org.servin.spi", "org.servin.linux", "org.servin.store", "org.servin.image"),
            "org.servin.shell", Set.of("org.servin.spi", "org.servin.image"),
            "org.servin.api", Set.of("org.servin.spi", "org.servin.http", "org.servin.core", "org.servin.image"));

    @Test
    void bundlesImportOnlyWhatTheyMay() throws IOException {
        List<String> wrong = new ArrayList<>();
        manifests().forEach((bundle, imports) -> imports.stream()
                .filter(i -> i.startsWith("org.servin."))
                .filter(i -> !owner(i).equals(bundle) && !MAY.getOrDefault(bundle, DRIVER).contains(owner(i)))
                .forEach(i -> wrong.add(bundle + " imports " + i)));
        assertEquals(List.of(), wrong);
    }

    /** The listeners have a copy of some system calls inside, so that clients stay connected when that bundle is replaced. */
    @Test
    void onlyOneBundleAndTheListenersImportJna() throws IOException {
        Set<String> importers = new TreeSet<>();
        manifests().forEach((bundle, imports) -> {
            if (imports.stream().anyMatch(i -> i.startsWith("com.sun.jna"))) {
                importers.add(bundle);
            }
        });
        assertEquals(Set.of("org.servin.linux", "org.servin.http"), importers);
    }

    /** The bundle whose packages begin so: the longest known name that is a beginning of the package. */
    private static String owner(String importedPackage) {
        return Stream.concat(MAY.keySet().stream(), Stream.of("org.servin.runtime")).filter(importedPackage::startsWith)
                .max(java.util.Comparator.comparingInt(String::length)).orElse(importedPackage);
    }

    private static Map<String, Set<String>> manifests() throws IOException {
        Map<String, Set<String>> imports = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("../features/target/system/org/servin"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
                try (JarFile jar = new JarFile(file.toFile())) {
                    var attributes = jar.getManifest().getMainAttributes();
                    imports.put(attributes.getValue("Bundle-SymbolicName"), packages(attributes.getValue("Import-Package")));
                }
            }
        }
        assertTrue(imports.size() > 10, "few bundles: " + imports.keySet());
        return imports;
    }

    /** Names of an Import-Package header: what stands before the first semicolon of each clause, commas in quotes aside. */
    private static Set<String> packages(String header) {
        Set<String> names = new TreeSet<>();
        for (String clause : (header == null ? "" : header).replaceAll("\"[^\"]*\"", "").split(",")) {
            if (!clause.isBlank()) {
                names.add(clause.split(";")[0].strip());
            }
        }
        return names;
    }
}
