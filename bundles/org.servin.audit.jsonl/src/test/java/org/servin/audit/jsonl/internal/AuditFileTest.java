package org.servin.audit.jsonl.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
    @TempDir
    Path folder;
    private Path path;
    private AuditFile file;

    @BeforeEach
    void begin() {
        path = folder.resolve("log/audit.log");
        file = new AuditFile(path, Long.MAX_VALUE, 2);
    }

    @AfterEach
    void end() {
        file.close();
    }

    private void append(String text) throws IOException {
        file.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(path.getParent())) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void isItsOwnersAlone() throws IOException {
        append("a\n");
        assertEquals("rw-------", mode());
    }

    @Test
    void theModeThatAnAdministratorHasGivenStays() throws IOException {
        append("a\n");
        file.close();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        append("b\n");
        assertEquals("a\nb\n", Files.readString(path));
        assertEquals("rw-r-----", mode());
    }

    @Test
    void isOpenedAgainWhenItWasMovedAway() throws IOException {
        append("a\n");
        Files.move(path, path.resolveSibling("moved"));
        append("b\n");
        Files.delete(path);
        append("c\n");
        Path other = Files.writeString(path.resolveSibling("other"), "made by logrotate\n");
        Files.move(other, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        append("d\n");
        assertEquals("a\n", Files.readString(path.resolveSibling("moved")));
        assertEquals("made by logrotate\nd\n", Files.readString(path));
    }

    @Test
    void aLineThatACrashHasCutIsEnded() throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "{\"time\":\"a\"}\n{\"time\":\"b");
        append("c\n");
        append("d\n");
        assertEquals("{\"time\":\"a\"}\n{\"time\":\"b\nc\nd\n", Files.readString(path));
    }

    @Test
    void whatSomebodyElseAppendsStays() throws IOException {
        append("a\n");
        Files.writeString(path, "other\n", java.nio.file.StandardOpenOption.APPEND);
        append("b\n");
        assertEquals("a\nother\nb\n", Files.readString(path));
    }

    @Test
    void isPutAsideWhenItIsLarge() throws IOException {
        file = new AuditFile(path, 10, 3);
        for (String line : List.of("1", "22", "333", "4444", "55555", "666666", "7777777777777", "8")) {
            append(line + "\n");
        }
        assertEquals(List.of("audit.log", "audit.log.1", "audit.log.2"), files());
        assertEquals("8\n", Files.readString(path));
        assertEquals("7777777777777\n", Files.readString(path.resolveSibling("audit.log.1")));
        assertEquals("666666\n", Files.readString(path.resolveSibling("audit.log.2")));
        assertEquals("rw-------", mode());
    }

    @Test
    void growsOnWhereItCannotBePutAside() throws IOException {
        file = new AuditFile(path, 10, 2);
        append("11111111\n");
        Files.createDirectories(path.resolveSibling("audit.log.1/not-empty"));
        append("22222222\n");
        append("33333333\n");
        assertEquals("11111111\n22222222\n33333333\n", Files.readString(path));
    }

    @Test
    void nothingButAFileIsOpened() throws IOException, InterruptedException {
        Files.createDirectories(path.getParent());
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
        assertEquals(path + " is not a regular file", assertThrows(IOException.class, () -> append("a\n")).getMessage());
        Files.delete(path);
        append("b\n");
        assertEquals("b\n", Files.readString(path));
        Files.delete(path);
        Files.createDirectory(path);
        assertTrue(assertThrows(IOException.class, () -> append("c\n")).getMessage().contains("is not a regular file"));
    }
}
