package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.Fd;
import org.servin.linux.fs.At;
import org.servin.spi.ErrorKind;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;

class WorkingFolderTest {
    @TempDir
    Path outside;

    private Path root() throws IOException {
        return Files.createDirectories(outside.resolve("root"));
    }

    private void make(String path) throws IOException {
        try (Fd fd = new Fd(At.openFolder(root()))) {
            WorkingFolder.make(fd.number(), path, Owner.ROOT);
        }
    }

    @Test
    void makesParentsToo() throws IOException {
        make("/a//b/c/");
        make("/a/b/d");
        assertTrue(Files.isDirectory(root().resolve("a/b/c")));
        assertTrue(Files.isDirectory(root().resolve("a/b/d")));
    }

    @Test
    void linksStayInTheContainer() throws IOException {
        Files.createSymbolicLink(root().resolve("l"), outside);
        Files.createSymbolicLink(root().resolve("up"), Path.of("../.."));
        ServinException dangling = assertThrows(ServinException.class, () -> make("/l/x"));
        assertEquals(ErrorKind.INTERNAL, dangling.kind());
        make("/up/y");
        assertFalse(Files.exists(outside.resolve("x")));
        assertTrue(Files.isDirectory(root().resolve("y")));
    }

    @Test
    void aFileIsRefusedInDockerdsWords() throws IOException {
        Files.createFile(root().resolve("file"));
        assertEquals("Cannot mkdir: /file is not a directory", assertThrows(ServinException.class, () -> make("/file")).getMessage());
        assertEquals("Cannot mkdir: /file/below is not a directory", assertThrows(ServinException.class, () -> make("/file/below")).getMessage());
    }
}
