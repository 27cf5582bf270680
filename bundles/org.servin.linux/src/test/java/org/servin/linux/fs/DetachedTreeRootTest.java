package org.servin.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;

class DetachedTreeRootTest {
    @TempDir
    Path temp;
    private Path anchor;
    private Path root;

    @BeforeEach
    void makeFolders() throws IOException {
        Assumptions.assumeTrue(Self.read().isRoot(), "needs root");
        anchor = Files.createDirectory(temp.resolve("anchor"));
        root = Files.createDirectory(temp.resolve("root"));
    }

    private DetachedTree.Root bind(boolean readOnly) {
        return new DetachedTree.Root("bind", root.toString(), "", temp, readOnly);
    }

    @Test
    void theTreeIsSeenByNobodyAndGoneWithItsDescriptor() throws IOException {
        Files.createDirectory(root.resolve("v"));
        Path volume = Files.createDirectory(temp.resolve("volume"));
        Files.writeString(volume.resolve("f"), "in volume");
        try (Fd tree = DetachedTree.build(anchor, bind(false), List.of(new DetachedTree.Bind(volume.toString(), "/v", true),
                new DetachedTree.Bind(volume.toString(), "/made/here", true)))) {
            Path seen = Path.of("/proc/self/fd/" + tree.number());
            assertEquals("in volume", Files.readString(seen.resolve("v/f")));
            assertEquals("in volume", Files.readString(seen.resolve("made/here/f")));
            assertThrows(IOException.class, () -> Files.writeString(seen.resolve("v/g"), ""));
            Files.writeString(seen.resolve("g"), "");
            assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains(temp.toString()));
        }
        assertTrue(Files.exists(root.resolve("g")));
        Files.delete(anchor);
    }

    @Test
    void readOnlyIsReadOnly() {
        try (Fd tree = DetachedTree.build(anchor, bind(true), List.of())) {
            assertThrows(IOException.class, () -> Files.writeString(Path.of("/proc/self/fd/" + tree.number() + "/g"), ""));
        }
        assertFalse(Files.exists(root.resolve("g")));
    }

    @Test
    void failuresNameTheCall() {
        DetachedTree.Root wrong = new DetachedTree.Root("nosuchfs", "none", "", temp, false);
        ErrnoException e = assertThrows(ErrnoException.class, () -> DetachedTree.build(anchor, wrong, List.of()));
        assertTrue(e.is(Errno.ENODEV));
    }
}
