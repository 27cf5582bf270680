package org.servin.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

class TreesTest {
    @TempDir
    Path temp;

    @Test
    void treesDeeperThanAnyPathAreRemoved() throws IOException {
        Path top = Files.createDirectory(temp.resolve("top"));
        int fd = At.openFolder(top);
        for (int i = 0; i < 3000; i++) {
            At.mkdir(fd, "deep-folder", 0755);
            int next = At.openFolder(fd, "deep-folder");
            At.mknod(next, "file", FileStat.S_IFREG | 0644, 0);
            At.close(fd);
            fd = next;
        }
        At.close(fd);
        assertTrue(TreeRemoval.remove(top));
        assertFalse(Files.exists(top));
        assertFalse(TreeRemoval.remove(top));
    }

    @Test
    void ext4HearsThatFoldersAreUnrelated() throws IOException, InterruptedException {
        int fd = At.openFolder(temp);
        try {
            FileSystems.spread(fd);
            FileSystems.spread(fd);
            assertEquals(FileSystems.type(fd) == 0xEF53L, attributes(temp).contains("T"));
        } finally {
            At.close(fd);
        }
    }

    /** Letters of the folder's attributes; none on file systems that have no such. */
    private static String attributes(Path folder) throws IOException, InterruptedException {
        Process lsattr = new ProcessBuilder("lsattr", "-d", folder.toString()).start();
        String answer = new String(lsattr.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        lsattr.waitFor();
        return answer.split(" ", 2)[0];
    }

    @Test
    void removalDoesNotFollowLinks() throws IOException {
        Path kept = Files.createDirectory(temp.resolve("kept"));
        Files.writeString(kept.resolve("file"), "");
        Path top = Files.createDirectory(temp.resolve("top"));
        Files.createSymbolicLink(top.resolve("link"), kept);
        TreeRemoval.remove(top);
        assertTrue(Files.exists(kept.resolve("file")));
    }

    @Test
    void copiesKeepLinksTimesAndModes() throws IOException {
        Path from = Files.createDirectory(temp.resolve("from"));
        Files.createDirectories(from.resolve("sub"));
        Files.writeString(from.resolve("sub/file"), "x".repeat(300_000));
        Files.createLink(from.resolve("hard"), from.resolve("sub/file"));
        Files.createSymbolicLink(from.resolve("soft"), Path.of("/etc/passwd"));
        At.setTime(At.CWD, from.resolve("sub/file").toString(), 1000, 5);
        At.setTime(At.CWD, from.resolve("sub").toString(), 2000, 6);
        Path to = Files.createDirectory(temp.resolve("to"));
        TreeCopy.copy(from, to);
        FileStat file = At.stat(At.CWD, to.resolve("sub/file").toString());
        assertEquals(300_000, file.size());
        assertEquals(1000, file.mtimeSeconds());
        assertEquals(5, file.mtimeNanos());
        assertTrue(file.isSameFile(At.stat(At.CWD, to.resolve("hard").toString())));
        assertEquals("/etc/passwd", At.readlink(At.CWD, to.resolve("soft").toString()));
        assertEquals(2000, At.stat(At.CWD, to.resolve("sub").toString()).mtimeSeconds());
        assertEquals(300_000 + "/etc/passwd".length(), TreeSize.of(to));
    }

    @Test
    void pathsStayInTheirRoot() throws IOException {
        Path root = Files.createDirectories(temp.resolve("root/etc")).getParent();
        Files.writeString(root.resolve("etc/passwd"), "inside");
        Files.createSymbolicLink(root.resolve("abs"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(root.resolve("up"), Path.of("../../../../etc/passwd"));
        int fd = At.openFolder(root);
        try {
            for (String path : new String[] {"abs", "up", "/etc/passwd", "../../etc/passwd"}) {
                int file = At.openIn(fd, path, OpenFlags.O_RDONLY, 0);
                assertEquals(6, At.stat(file).size(), path);
                At.close(file);
            }
            ErrnoException e = assertThrows(ErrnoException.class, () -> At.open2(fd, "up", OpenFlags.O_RDONLY, 0, OpenFlags.RESOLVE_BENEATH));
            assertTrue(e.is(Errno.EXDEV));
            assertTrue(assertThrows(ErrnoException.class, () -> At.mkdir(fd, "a\0b", 0755)).is(Errno.EINVAL));
        } finally {
            At.close(fd);
        }
    }

    @Test
    void namesAreListedWithTheirTypes() throws IOException {
        for (int i = 0; i < 5000; i++) {
            Files.createFile(temp.resolve("a-rather-long-name-for-a-file-" + i));
        }
        Files.createDirectory(temp.resolve("folder"));
        int fd = At.openFolder(temp);
        try {
            assertEquals(5001, Directories.entries(fd).size());
            assertTrue(Directories.sorted(fd).get(5000).isDirectory());
        } finally {
            At.close(fd);
        }
    }
}
