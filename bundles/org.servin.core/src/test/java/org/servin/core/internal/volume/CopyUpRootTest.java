package org.servin.core.internal.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Xattrs;
import org.servin.spi.ServinException;

/** Owners can only be kept by root. */
class CopyUpRootTest {
    @TempDir
    Path folder;
    private Path image;
    private Path volume;

    @BeforeEach
    void folders() throws IOException {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        image = Files.createDirectories(folder.resolve("image"));
        volume = Files.createDirectories(folder.resolve("volume"));
    }

    @Test
    void ownersModesAndLinksAreKept() throws IOException {
        Path data = Files.createDirectories(image.resolve("data/sub"));
        Files.writeString(data.resolve("f"), "x");
        Files.setAttribute(data.resolve("f"), "unix:uid", 123);
        Files.setPosixFilePermissions(data.resolve("f"), PosixFilePermissions.fromString("rwx--x---"));
        Files.createLink(image.resolve("data/hard"), data.resolve("f"));
        Files.createSymbolicLink(image.resolve("data/soft"), Path.of("sub/f"));
        Files.setAttribute(image.resolve("data"), "unix:gid", 77);
        Xattrs.set(At.CWD, data.resolve("f").toString(), "user.note", new byte[] {1, 2});
        Xattrs.set(At.CWD, image.resolve("data/sub").toString(), "trusted.note", new byte[] {3});
        Files.setAttribute(image.resolve("data/sub"), "unix:mode", 041777);
        assertTrue(CopyUp.isEmpty(volume));
        CopyUp.copy(image, "/data", volume);
        assertFalse(CopyUp.isEmpty(volume));
        assertEquals(123, Files.getAttribute(volume.resolve("sub/f"), "unix:uid"));
        assertEquals("rwx--x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(volume.resolve("sub/f"))));
        assertEquals(Files.getAttribute(volume.resolve("hard"), "unix:ino"), Files.getAttribute(volume.resolve("sub/f"), "unix:ino"));
        assertEquals(Path.of("sub/f"), Files.readSymbolicLink(volume.resolve("soft")));
        assertEquals(77, Files.getAttribute(volume, "unix:gid"));
        assertArrayEquals(new byte[] {1, 2}, Xattrs.get(At.CWD, volume.resolve("hard").toString(), "user.note").orElseThrow());
        assertArrayEquals(new byte[] {3}, Xattrs.get(At.CWD, volume.resolve("sub").toString(), "trusted.note").orElseThrow());
        assertEquals(041777, Files.getAttribute(volume.resolve("sub"), "unix:mode"));
    }

    @Test
    void linksStayWithinTheImage() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "x");
        Files.createSymbolicLink(image.resolve("up"), Path.of("../outside"));
        CopyUp.copy(image, "/up", volume);
        assertFalse(Files.exists(volume.resolve("secret"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void absentIsNothingAndFilesAreRefused() throws IOException {
        assertFalse(CopyUp.has(image, "/nosuch/place"));
        CopyUp.copy(image, "/nosuch/place", volume);
        assertTrue(CopyUp.isEmpty(volume));
        Files.writeString(image.resolve("file"), "x");
        assertTrue(CopyUp.has(image, "/file"));
        assertEquals("source /file is not directory",
                assertThrows(ServinException.class, () -> CopyUp.copy(image, "/file", volume)).getMessage());
    }
}
