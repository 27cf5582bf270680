package org.servin.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubordinateIdsTest {
    @TempDir
    private Path folder;
    private SubordinateIds ids;

    @BeforeEach
    void name() {
        ids = new SubordinateIds(folder.resolve("subuid"));
    }

    private void write(String text) throws Exception {
        Files.writeString(ids.file(), text);
    }

    @Test
    void rangesFollowEachOtherInside() throws Exception {
        write("# who has what\n\nother:1:5\n anna:300000:10 \nanna:200000:20\n1007:500000:30");
        assertEquals(List.of("0:500000:30", "30:300000:10", "40:200000:20"), ids.mapOf("anna", 1007));
        assertEquals(List.of("0:1:5"), ids.mapOf("other", 1));
    }

    @Test
    void theFirstFreeNumberIsAfterAllRanges() throws Exception {
        write("");
        assertEquals(100_000, ids.free());
        write("a:165536:65536\nb:100000:65536\n");
        assertEquals(231_072, ids.free());
    }

    @Test
    void aUserWithoutALineIsNamedWithTheFile() throws Exception {
        write("other:1:5\n");
        String message = assertThrows(StartFailure.class, () -> ids.mapOf("anna", 1007)).getMessage();
        assertTrue(message.contains(ids.file() + " has no line for user \"anna\""), message);
    }

    @Test
    void anAbsentFileIsNamed() {
        String message = assertThrows(StartFailure.class, () -> ids.mapOf("anna", 1007)).getMessage();
        assertEquals("userns-remap: " + ids.file() + " is not there", message);
    }

    @Test
    void malformedLinesAreNamed() throws Exception {
        for (String bad : List.of("anna", "anna:1", "anna:1:2:3", "anna:x:2", "anna:1:x", "anna:-1:2", "anna:1:0", "anna:4294967000:1000", "anna:1:99999999999999999999")) {
            write("root:1:1\n" + bad + "\n");
            String message = assertThrows(StartFailure.class, () -> ids.mapOf("anna", 1007), bad).getMessage();
            assertEquals("userns-remap: " + ids.file() + " is malformed in line 2, \"" + bad + "\" is not user:start:count", message);
        }
    }

    @Test
    void moreIdsThanThereAreAreRefused() throws Exception {
        write("anna:1:3000000000\nanna:5:3000000000\n");
        assertThrows(StartFailure.class, () -> ids.mapOf("anna", 1007));
    }
}
