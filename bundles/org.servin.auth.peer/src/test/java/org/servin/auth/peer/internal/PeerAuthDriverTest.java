package org.servin.auth.peer.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.servin.linux.account.HostAccounts;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.UnixPeer;

class PeerAuthDriverTest {
    private static final int ENGINE = 800;

    private record Given(String[] peer$_$users, String[] peer$_$groups, String group) implements PeerSettings {
        @Override
        public Class<? extends Annotation> annotationType() {
            return PeerSettings.class;
        }
    }

    private static PeerSettings settings(List<String> users, List<String> groups, String group) {
        return new Given(users.toArray(String[]::new), groups.toArray(String[]::new), group);
    }

    private static Caller at(int uid) {
        return new Caller("unix", "", List.of(), Map.of(), Optional.of(new UnixPeer(uid, uid, 1)));
    }

    @Test
    void knowsRootOnThisHost() {
        PeerAuthDriver driver = new PeerAuthDriver(settings(List.of(), List.of(), "docker"));
        assertTrue(driver.probe().isUsable());
        Principal root = driver.authenticate(at(0)).orElseThrow();
        assertEquals("root", root.name());
        assertEquals("peer", root.method());
        assertTrue(root.groups().contains("root"));
    }

    @Test
    void leavesOthersToTheNextDriver() {
        PeerAuthDriver driver = new PeerAuthDriver(settings(List.of(), List.of(), "docker"));
        assertEquals(Optional.empty(), driver.authenticate(at(0x7eed_beef)));
        assertEquals(Optional.empty(), driver.authenticate(new Caller("tcp", "192.0.2.1:4711", List.of(), Map.of("x-user", List.of("root")))));
        assertEquals(Optional.empty(), driver.authenticate(new Caller("unix", "", List.of(), Map.of())));
        assertEquals(Optional.empty(), driver.challenge());
    }

    @Test
    void withoutSettingsThoseAreKnownToWhomTheSocketIsOpen() {
        HostAccounts accounts = new HostAccounts();
        assertEquals(new Admission(List.of("0", "800"), List.of("docker"), accounts), Admission.of(settings(List.of(), List.of(), "docker"), ENGINE, accounts));
        assertEquals(new Admission(List.of("0", "800"), List.of(), accounts), Admission.of(settings(List.of(), List.of(), ""), ENGINE, accounts));
        assertEquals(new Admission(List.of("alice"), List.of(), accounts), Admission.of(settings(List.of("alice"), List.of(), "docker"), ENGINE, accounts));
        assertEquals(new Admission(List.of(), List.of("staff"), accounts), Admission.of(settings(List.of(), List.of("staff"), "docker"), ENGINE, accounts));
    }
}
