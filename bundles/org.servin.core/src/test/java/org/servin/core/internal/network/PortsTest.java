package org.servin.core.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.servin.core.container.HostConfig;
import org.servin.core.container.PortBinding;
import org.servin.spi.ServinException;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Protocol;

/** Exposed and published ports. */
class PortsTest {
    private static HostConfig bindings(String port, PortBinding... bindings) {
        return Fakes.host("bridge", Map.of(port, Arrays.asList(bindings)), false, null, null);
    }

    private static String refused(String port, PortBinding binding) {
        return assertThrows(ServinException.class, () -> {
            Ports.check(bindings(port, binding));
            Ports.checkAddresses(bindings(port, binding));
        }).getMessage();
    }

    private static PortMapping mapping(int inside, String address, int first, int last) {
        return new PortMapping(Protocol.TCP, inside, address, first, last);
    }

    @Test
    void freelyChosenPortsStay() {
        List<PortMapping> present = List.of(mapping(80, "0.0.0.0", 49153, 49153), mapping(80, "::", 49153, 49153), mapping(80, "127.0.0.1", 8085, 8085), mapping(90, "0.0.0.0", 7, 7));
        assertEquals(List.of(mapping(80, "", 49153, 49153), mapping(80, "127.0.0.1", 8085, 8085), mapping(80, "", 0, 0), mapping(90, "", 8, 9), mapping(91, "", 0, 0)),
                Ports.keeping(List.of(mapping(80, "", 0, 0), mapping(80, "127.0.0.1", 8080, 8090), mapping(80, "", 0, 0), mapping(90, "", 8, 9), mapping(91, "", 0, 0)), present));
    }

    @Test
    void publishesBoundAndOnRequestExposedPorts() {
        HostConfig host = Fakes.host("bridge", Map.of("80/tcp", List.of(new PortBinding("127.0.0.1", "8080-8090"), new PortBinding("", "")),
                "70/tcp", List.of(new PortBinding("", "1"))), true, null, null);
        assertEquals(List.of(
                new PortMapping(Protocol.TCP, 80, "127.0.0.1", 8080, 8090),
                new PortMapping(Protocol.TCP, 80, "", 0, 0),
                new PortMapping(Protocol.UDP, 90, "", 0, 0)), Ports.wished(Fakes.config("h", "80/tcp", "90/udp"), host));
    }

    @Test
    void showsWhatInspectShows() {
        List<PortMapping> published = List.of(new PortMapping(Protocol.TCP, 80, "0.0.0.0", 32768, 32768), new PortMapping(Protocol.TCP, 80, "::", 32768, 32768));
        Map<String, Optional<List<PortBinding>>> view = Ports.view(Fakes.config("h", "80/tcp", "99/tcp"), published);
        assertEquals(Map.of("80/tcp", Optional.of(List.of(new PortBinding("0.0.0.0", "32768"), new PortBinding("::", "32768"))), "99/tcp", Optional.empty()), view);
        assertEquals(published, Ports.published(view));
    }

    @Test
    void refusesBadPortsInDockerdsWords() {
        assertEquals("invalid port specification: \"abc\"", refused("80/tcp", new PortBinding("", "abc")));
        assertEquals("invalid port specification: \"70000\"", refused("80/tcp", new PortBinding("", "70000")));
        assertEquals("invalid port specification: \"9-8\"", refused("80/tcp", new PortBinding("", "9-8")));
        assertEquals("invalid port specification: \"x\"", refused("x/tcp", new PortBinding("", "90")));
        assertEquals("invalid IP address in port binding: \"x\"", refused("80/tcp", new PortBinding("x", "90")));
    }
}
