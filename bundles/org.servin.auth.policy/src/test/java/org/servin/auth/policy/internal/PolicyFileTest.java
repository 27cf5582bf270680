package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("policy.json"), "{}");
        mode(file, "rw-r--r--");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String failure(Path path) {
        return assertThrows(PolicyException.class, () -> PolicyFile.read(path)).getMessage();
    }

    @Test
    void readsWhatOnlyItsOwnerCanWrite() throws Exception {
        assertArrayEquals("{}".getBytes(), PolicyFile.read(file).json());
        assertEquals(PolicyFile.version(file).orElseThrow(), PolicyFile.read(file).version());
    }

    @Test
    void refusesWhatOthersCanWrite() throws IOException {
        mode(file, "rw-rw-r--");
        assertEquals(file + ": can be written by others than its owner: its mode is 664", failure(file));
        mode(file, "rw-r---w-");
        assertEquals(file + ": can be written by others than its owner: its mode is 642", failure(file));
    }

    @Test
    void refusesFoldersInWhichOthersCanReplaceIt() throws IOException {
        mode(folder, "rwxrwxr-x");
        assertEquals(file + ": " + folder + " can be written by others than its owner: its mode is 775", failure(file));
    }

    @Test
    void refusesWhatIsAnothersOrInAnothersFolder() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
        Path own = Files.createDirectory(folder.resolve("own"));
        Path inside = Files.copy(file, own.resolve("policy.json"));
        mode(inside, "rw-r--r--");
        Files.setAttribute(inside, "unix:uid", 12345);
        assertEquals(inside + ": belongs to user 12345, and neither to root nor to the engine's user", failure(inside));
        Files.setAttribute(inside, "unix:uid", 0);
        Files.setAttribute(own, "unix:uid", 12345);
        assertTrue(failure(inside).contains("belongs to user 12345"));
    }

    @Test
    void looksAtBothEndsOfLinks() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Path link = Files.createSymbolicLink(open.resolve("policy.json"), file);
        assertArrayEquals("{}".getBytes(), PolicyFile.read(link).json());
        mode(open, "rwxrwxrwx");
        assertTrue(failure(link).contains("can be written by others"));
        mode(open, "rwx------");
        mode(file, "rw-rw-rw-");
        assertTrue(failure(link).contains("can be written by others"));
    }

    @Test
    void refusesWhatIsNoFileOrTooLarge() throws IOException {
        assertTrue(failure(folder).contains("is no regular file"));
        assertTrue(failure(folder.resolve("none")).contains("cannot be read"));
        Files.write(file, new byte[5 << 20]);
        assertEquals(file + ": has more than 4194304 bytes", failure(file));
    }
}
