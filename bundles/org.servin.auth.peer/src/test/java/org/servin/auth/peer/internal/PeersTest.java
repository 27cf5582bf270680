package org.servin.auth.peer.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.linux.ErrnoException;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.UnixPeer;

class PeersTest {
    private static final int DOCKER = 999;
    private final AtomicLong now = new AtomicLong();
    private final FakeAccounts accounts = new FakeAccounts().user("root", 0, 0).user("alice", 1000, 1000, DOCKER, 27).user("bob", 1001, 1001).user("engine", 800, 800)
            .group("root", 0).group("docker", DOCKER).group("sudo", 27).group("alice", 1000).group("bob", 1001).group("engine", 800);

    private Peers peers(List<String> users, List<String> groups) {
        return new Peers(new Identities(accounts), new Admission(users, groups, accounts), now::get);
    }

    private Optional<Principal> everybody(int uid, int gid) {
        return peers(List.of("*"), List.of()).principal(new UnixPeer(uid, gid, 1));
    }

    private static Optional<Principal> principal(String name, String... groups) {
        return Optional.of(new Principal(name, Set.of(groups), "peer"));
    }

    @Test
    void aUserHasTheNamesOfItsNumbers() {
        assertEquals(principal("alice", "alice", "docker", "sudo"), everybody(1000, 1000));
    }

    @Test
    void aProcessHasItsOwnGroupToo() {
        assertEquals(principal("bob", "bob", "docker"), everybody(1001, DOCKER)); // sg docker
    }

    @Test
    void aNumberWithoutANameIsShownAsANumber() {
        assertEquals(principal("uid:1234", "gid:4321"), everybody(1234, 4321));
        assertEquals(principal("uid:4294967294", "gid:4294967295"), everybody(-2, -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"uid:0", "0", "1000", "", " root", "root ", "ro\not", "root\u200b", "root\u00a0", "\ufffdx", "*", "gid:0", "\ud800", "r:x"})
    void aNameThatCouldFoolSomebodyIsNoName(String name) {
        accounts.user(name, 1234, 4321).group(name, 4321);
        assertEquals(principal("uid:1234", "gid:4321"), everybody(1234, 4321));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOMAIN\\anna maria", "anna@example.com", "host$", "_apt", "j\u00f6rg", "x11"})
    void aDirectorysNameIsAName(String name) {
        accounts.user(name, 1234, 4321).group(name, 4321);
        assertEquals(principal(name, name), everybody(1234, 4321));
    }

    @Test
    void aNameOfTwoNumbersIsTheFirstOnesAlone() {
        accounts.user("root", 1234, 4321).group("docker", 4321);
        assertEquals(principal("uid:1234", "gid:4321"), everybody(1234, 4321));
        assertEquals(principal("root", "root"), everybody(0, 0));
    }

    @Test
    void aNumberOfTwoNamesIsNamedByTheFirst() {
        accounts.user("toor", 0, 0);
        assertEquals(principal("root", "root"), everybody(0, 0));
        assertEquals(principal("root", "root"), peers(List.of("toor"), List.of()).principal(new UnixPeer(0, 0, 1)));
    }

    @Test
    void onlyThoseAreKnownWhomTheSettingsName() {
        UnixPeer alice = new UnixPeer(1000, 1000, 1);
        UnixPeer bob = new UnixPeer(1001, 1001, 1);
        for (Peers peers : List.of(peers(List.of("alice"), List.of()), peers(List.of("1000"), List.of()), peers(List.of(), List.of("docker")), peers(List.of(), List.of("27")),
                peers(List.of("nobody-such", "99999999999"), List.of("no-such", "sudo")))) {
            assertEquals(principal("alice", "alice", "docker", "sudo"), peers.principal(alice));
            assertEquals(Optional.empty(), peers.principal(bob));
            assertEquals(Optional.empty(), peers.principal(new UnixPeer(0, 0, 1)));
        }
    }

    @Test
    void aNumberInTheSettingsIsNoName() {
        accounts.user("1001", 1000, 1000);
        assertEquals(Optional.empty(), peers(List.of("1001"), List.of()).principal(new UnixPeer(1000, 1000, 1)));
    }

    @Test
    void whatWasSaidHoldsAFewSeconds() {
        Peers peers = peers(List.of("alice"), List.of());
        UnixPeer alice = new UnixPeer(1000, 1000, 1);
        peers.principal(alice);
        accounts.forget("alice");
        now.addAndGet(Duration.ofMillis(4999).toNanos());
        assertEquals(principal("alice", "alice", "docker", "sudo"), peers.principal(new UnixPeer(1000, 1000, 2)));
        assertEquals(1, accounts.asked);
        now.addAndGet(Duration.ofMillis(1).toNanos());
        assertEquals(Optional.empty(), peers.principal(alice));
        assertEquals(2, accounts.asked);
    }

    @Test
    void noMoreIsKeptThanSomeHundred() {
        Peers peers = peers(List.of("*"), List.of());
        for (int uid = 2000; uid < 3000; uid++) {
            peers.principal(new UnixPeer(uid, uid, 1));
        }
        peers.principal(new UnixPeer(2999, 2999, 1));
        peers.principal(new UnixPeer(2000, 2000, 1));
        assertEquals(1001, accounts.asked);
    }

    @Test
    void aFailureIsNotKept() {
        Peers peers = peers(List.of("*"), List.of());
        accounts.down = true;
        assertThrows(ErrnoException.class, () -> peers.principal(new UnixPeer(1000, 1000, 1)));
        accounts.down = false;
        assertEquals("alice", peers.principal(new UnixPeer(1000, 1000, 1)).orElseThrow().name());
    }
}
