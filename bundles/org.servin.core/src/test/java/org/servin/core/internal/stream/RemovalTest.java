package org.servin.core.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogSource;

/** A container is removed of which one log has everything, and another has nothing yet. */
class RemovalTest {
    @TempDir
    Path folder;

    private List<String> open() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(RemovalTest::shown).filter(name -> name.startsWith(folder.toString())).toList();
        }
    }

    private static String shown(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return "closed meanwhile";
        }
    }

    @Test
    void noFileStaysOpen() throws IOException {
        FakeDrivers drivers = new FakeDrivers(new LineFileDriver()).with("gone", new LineFileDriver());
        drivers.depart("gone");
        Bench bench = new Bench(folder, drivers, "fake,gone", Map.of());
        bench.sayAndTell(LogSource.STDOUT, "a\n");
        bench.log.end();
        assertEquals(List.of("a"), LineFileDriver.texts(Bench.target(folder)));
        assertFalse(open().isEmpty());
        bench.delivery("gone").stop();
        assertEquals(List.of(), open());
    }
}
