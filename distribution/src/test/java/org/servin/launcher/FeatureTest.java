package org.servin.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureTest {
    @TempDir
    private Path folder;

    @Test
    void bundlesKeepTheirOrderAndStartLevels() throws Exception {
        Files.writeString(folder.resolve("b.json"), "// second\n{\"id\":\"x:b:1\",\"bundles\":[{\"id\":\"g.h:a:2\",\"start-level\":\"4\",\"start\":\"false\"}]}");
        Files.writeString(folder.resolve("a.json"), "{\"id\":\"x:a:1\",\"bundles\":[{\"id\":\"g:z:1\"},{\"id\":\"g:y:1\",\"start\":\"on-demand\"}]}");
        assertEquals(List.of(
                new Feature("x:a:1", List.of(new Feature.Deployed("g", "z", "1", 3, Feature.Start.ALWAYS), new Feature.Deployed("g", "y", "1", 3, Feature.Start.ON_DEMAND))),
                new Feature("x:b:1", List.of(new Feature.Deployed("g.h", "a", "2", 4, Feature.Start.NEVER)))), Feature.readAll(folder));
        assertEquals(Path.of("r/g/h/a/2/a-2.jar"), new Feature.Deployed("g.h", "a", "2", 4, Feature.Start.NEVER).in(Path.of("r")));
    }

    @Test
    void coordinatesMustBeWhole() throws Exception {
        Files.writeString(folder.resolve("a.json"), "{\"bundles\":[{\"id\":\"g:z\"}]}");
        assertThrows(IOException.class, () -> Feature.readAll(folder));
    }

    /** What the features name is what the build brings along, no more and no less. */
    @Test
    void featuresAndRepositoryAgree() throws Exception {
        Path target = Path.of("../features/target");
        Set<Path> named = Feature.readAll(target.resolve("features")).stream().flatMap(f -> f.bundles().stream())
                .map(b -> b.in(target.resolve("system"))).collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(target.resolve("system"))) {
            assertEquals(named, files.filter(f -> f.toString().endsWith(".jar")).collect(Collectors.toSet()));
        }
    }
}
