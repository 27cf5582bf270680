package org.servin.runtime.internal.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.linux.Fd;
import org.servin.linux.fs.At;
import org.servin.spi.ServinException;

class UserLookupTest {
    private static final UserLookup LOOKUP = new UserLookup("""
            root:x:0:0:root:/root:/bin/sh
            # a comment
            worker:x:1000:100:A Worker:/home/worker:/bin/sh
            homeless:x:1001:1001:::
            broken
            1000:x:55:55::/odd:/bin/sh
            """, """
            root:x:0:root
            wheel:x:10:root,worker
            users:x:100:
            audio:x:29:worker,homeless
            """);

    private static Identity find(String user, String... groups) {
        return LOOKUP.find(user, List.of(groups));
    }

    private static String refusal(String user, String... groups) {
        return assertThrows(ServinException.class, () -> find(user, groups)).getMessage();
    }

    @Test
    void emptyIsRootWithItsGroups() {
        assertEquals(new Identity(0, 0, List.of(0, 10), "/root"), find(""));
    }

    @Test
    void namesHavePrimaryAndOtherGroups() {
        assertEquals(new Identity(1000, 100, List.of(100, 10, 29), "/home/worker"), find("worker"));
        assertEquals(new Identity(1001, 1001, List.of(1001, 29), "/"), find("homeless"));
    }

    @Test
    void numbersAreAlwaysIds() {
        assertEquals(find("worker"), find("1000"));
        assertEquals(new Identity(4242, 0, List.of(0), "/"), find("4242"));
    }

    @Test
    void aGroupThatIsNamedIsTheOnlyOne() {
        assertEquals(new Identity(1000, 29, List.of(29), "/home/worker"), find("worker:audio"));
        assertEquals(new Identity(7, 8, List.of(8), "/"), find("7:8"));
    }

    @Test
    void moreGroupsComeByNameOrNumber() {
        assertEquals(List.of(100, 10, 29, 5), find("worker", "audio", "5").groups());
    }

    @Test
    void saysWhatIsMissingAsDockerDoes() {
        assertEquals("unable to find user nosuchuser: no matching entries in passwd file", refusal("nosuchuser"));
        assertEquals("unable to find group nogrp: no matching entries in group file", refusal("root:nogrp"));
        assertEquals("Unable to find group nogrp: no matching entries in group file", refusal("root", "nogrp"));
        assertEquals("uids and gids must be in range 0-2147483647", refusal("4294967295"));
    }

    @Test
    void filesMayBeMissing() {
        assertEquals(new Identity(0, 0, List.of(0), "/"), new UserLookup("", "").find("", List.of()));
    }

    @Test
    void readsFilesInsideTheRootOnly(@TempDir Path folder) throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/real"), "a:x:5:6::/a:/bin/sh\n");
        Files.createSymbolicLink(root.resolve("etc/passwd"), Path.of("../../../etc/real"));
        try (Fd fd = new Fd(At.openFolder(root))) {
            assertEquals(new Identity(5, 6, List.of(6), "/a"), ContainerAccounts.in(fd).find("a", List.of()));
            Files.delete(root.resolve("etc/passwd"));
            Files.createDirectories(root.resolve("etc/passwd"));
            assertEquals("/etc/passwd of the container is not a regular file", assertThrows(ServinException.class, () -> ContainerAccounts.in(fd)).getMessage());
        }
    }
}
