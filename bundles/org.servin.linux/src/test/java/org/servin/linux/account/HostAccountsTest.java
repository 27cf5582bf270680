package org.servin.linux.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

class HostAccountsTest {
    private static final int NOBODYS = 0x7eed_beef;
    private final Accounts accounts = new HostAccounts();

    @Test
    void knowsRootByNumberAndByName() {
        assertEquals(Optional.of(new User("root", 0, 0)), accounts.user(0));
        assertEquals(Optional.of(new User("root", 0, 0)), accounts.user("root"));
        assertEquals(Optional.of(new Group("root", 0)), accounts.group(0));
        assertEquals(Optional.of(new Group("root", 0)), accounts.group("root"));
    }

    @Test
    void saysTheSameAsTheFiles() throws IOException {
        for (String line : Files.readAllLines(Path.of("/etc/group"))) {
            String[] fields = line.split(":", -1);
            assertEquals(Optional.of(new Group(fields[0], Integer.parseInt(fields[2]))), accounts.group(fields[0]));
        }
        String[] last = Files.readAllLines(Path.of("/etc/passwd")).stream().reduce((a, b) -> b).orElseThrow().split(":", -1);
        assertEquals(Optional.of(new User(last[0], Integer.parseInt(last[2]), Integer.parseInt(last[3]))), accounts.user(last[0]));
    }

    @Test
    void knowsNobodyElse() {
        assertEquals(Optional.empty(), accounts.user(NOBODYS));
        assertEquals(Optional.empty(), accounts.user(-2)); // 4294967294
        assertEquals(Optional.empty(), accounts.group(NOBODYS));
        for (String name : List.of("", "no-such-account", "root\0x", "ro:ot", "x".repeat(100_000))) {
            assertEquals(Optional.empty(), accounts.user(name));
            assertEquals(Optional.empty(), accounts.group(name));
        }
    }

    @Test
    void listsTheGroupsOfAUserOnce() {
        assertEquals(List.of(0), accounts.groups("root", 0).stream().filter(gid -> gid == 0).toList());
        assertTrue(accounts.groups("no-such-account", NOBODYS).contains(NOBODYS));
        assertEquals(Errno.EINVAL, assertThrows(ErrnoException.class, () -> accounts.groups("", 0)).errno());
    }
}
