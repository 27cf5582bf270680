package org.servin.core.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.log.LogPlace;

class LogKindsTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("log-drivers");
    }

    private static final class InFolder extends LineFileDriver {
        @Override
        public LogPlace place() {
            return LogPlace.CONTAINER;
        }
    }

    @Test
    void knowsDriversThatAreAwayAlsoInTheNextEngine() throws IOException {
        FakeDrivers drivers = new FakeDrivers(null).with("files", new InFolder()).with("sends", new UnreadableDriver("x"));
        LogKinds first = new LogKinds(drivers, file());
        first.learn("files");
        assertFalse(first.isReadable("sends"));
        assertEquals("files CONTAINER true 16384\nsends ELSEWHERE false 16384\n", Files.readString(file()));
        LogKinds next = new LogKinds(new FakeDrivers(null), file());
        assertTrue(next.goesWithContainer("files") && next.isReadable("files"));
        assertFalse(next.goesWithContainer("sends") || next.isReadable("sends") || next.isNowhere("sends"));
    }

    @Test
    void learnsFromAnotherVersion() {
        FakeDrivers drivers = new FakeDrivers(null).with("a", new UnreadableDriver("x"));
        LogKinds kinds = new LogKinds(drivers, file());
        assertFalse(kinds.isReadable("a"));
        drivers.with("a", new InFolder());
        kinds.learn("a");
        assertTrue(kinds.isReadable("a") && kinds.goesWithContainer("a"));
    }

    @Test
    void takesAnUnknownDriverForOneThatSends() throws IOException {
        Files.writeString(file(), "torn CONT");
        LogKinds kinds = new LogKinds(new FakeDrivers(null), file());
        assertFalse(kinds.goesWithContainer("torn") || kinds.isReadable("torn") || kinds.isNowhere("torn"));
    }
}
