package org.servin.core.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.servin.core.container.HostConfig;
import org.servin.spi.ServinException;

/** Settings that do not go together. */
class NetworkModesTest {
    private static String refused(String hostname, HostConfig host) {
        return assertThrows(ServinException.class, () -> NetworkModes.check(Fakes.config(hostname), host)).getMessage();
    }

    private static HostConfig links(String mode, String... links) {
        return Fakes.host(mode, Map.of(), false, null, List.of(links));
    }

    @Test
    void refusesInDockerdsWords() {
        assertEquals("Invalid network mode: invalid container format container:<name|id>", refused("", Fakes.host("container:")));
        assertEquals("conflicting options: hostname and the network mode", refused("h", Fakes.host("container:x")));
        assertEquals("conflicting options: host type networking can't be used with links. This would result in undefined behavior", refused("", links("host", "a:b")));
        assertEquals("conflicting options: container type network can't be used with links. This would result in undefined behavior", refused("", links("container:x", "a:b")));
        assertEquals("conflicting options: port publishing and the container type network mode", refused("", Fakes.host("container:x", Map.of(), true, null, null)));
    }

    @Test
    void extraHostsHaveANameAndAnAddress() {
        NetworkModes.checkExtraHosts(null);
        NetworkModes.checkExtraHosts(List.of("a:192.0.2.1", "b:::1", "c:host-gateway"));
        extraHost("bad format for add-host: \"nope\"", "nope");
        extraHost("bad format for add-host: \":192.0.2.1\"", ":192.0.2.1");
        extraHost("invalid IP address in add-host: \"xx\"", "a:xx");
        extraHost("invalid IP address in add-host: \"01.02.03.04\"", "a:01.02.03.04");
    }

    private static void extraHost(String message, String entry) {
        assertEquals(message, assertThrows(ServinException.class, () -> NetworkModes.checkExtraHosts(List.of(entry))).getMessage());
    }

    @Test
    void linksAreNoMoreThanTwoNames() {
        assertEquals("bad format for links: a:b:c", assertThrows(ServinException.class, () -> NetworkModes.Link.parse("a:b:c")).getMessage());
        assertEquals("empty string specified for links", assertThrows(ServinException.class, () -> NetworkModes.Link.parse("")).getMessage());
        assertEquals(new NetworkModes.Link("", ""), NetworkModes.Link.parse(":"));
    }

    @Test
    void parsesLinks() {
        assertEquals(new NetworkModes.Link("a", "a"), NetworkModes.Link.parse("a"));
        assertEquals(new NetworkModes.Link("a", "b"), NetworkModes.Link.parse("a:b"));
        assertEquals(new NetworkModes.Link("a", "b"), NetworkModes.Link.parse("/a:/c/b"));
    }
}
