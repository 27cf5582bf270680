package org.servin.network.macvlan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.servin.network.macvlan.Wire.PATIENT_MILLIS;
import static org.servin.network.macvlan.Wire.connect;
import static org.servin.network.macvlan.Wire.namespace;
import static org.servin.network.macvlan.Wire.onWire;
import static org.servin.network.macvlan.Wire.serve;

import com.sun.security.auth.module.UnixSystem;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.Fd;
import org.servin.linux.netlink.Link;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.Sandbox;

/** The driver on a wire to a router of the test's. Kernels without such links are tested to say so; the virtual machine of itests has them. */
@SuppressWarnings("try") // servers only have to be there
class IpvlanDriverRootTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    @BeforeEach
    void needsRoot() {
        Assumptions.assumeTrue(new UnixSystem().getUid() == 0, "needs root");
    }

    private static NetworkSpec network(Map<String, String> options) {
        return new NetworkSpec(ID, "n0", List.of(new AddressPool("10.88.0.0/24", Optional.of("10.88.0.1"))), false, false, options);
    }

    private static EndpointSpec endpoint(NetworkSpec network, int n) {
        return new EndpointSpec(String.format("%02x", n).repeat(32), network.id(), "c" + n, "eth0", "", List.of("10.88.0." + n + "/24"), List.of("10.88.0.1"), List.of());
    }

    /** Whether the kernel has such links; where not, the driver says so, and joining fails in those words and leaves nothing. */
    private static boolean makes(IpvlanDriver driver, NetworkSpec network) throws Exception {
        if (driver.probe().equals(Probe.usable())) {
            return true;
        }
        assertEquals(Probe.skip("no ipvlan links here: operation not supported"), driver.probe());
        driver.create(network);
        try (Fd container = namespace()) {
            String refused = assertThrows(ServinException.class, () -> driver.join(network, endpoint(network, 2), new Sandbox(container.number(), 0, true))).getMessage();
            assertEquals("network driver ipvlan: cannot join c2 to network n0: rtnetlink create ipvlan link eth0: operation not supported", refused);
        }
        driver.delete(network);
        return false;
    }

    @Test
    void putsContainersOnTheWireUnderOneLinkLayerAddress() throws Exception {
        for (String mode : List.of("", "l2", "l3", "l3s")) {
            onWire(IpvlanDriver::new, (driver, router) -> {
                NetworkSpec network = network(Map.of("parent", "eth9", "ipvlan_mode", mode));
                assertFalse(driver.usesLinkAddresses());
                if (!makes(driver, network)) {
                    return;
                }
                driver.create(network);
                try (Fd first = namespace(); Fd second = namespace(); ServerSocket outside = serve(router); Rtnetlink host = Rtnetlink.open()) {
                    EndpointSpec a = driver.join(network, endpoint(network, 2), new Sandbox(first.number(), 0, true));
                    driver.join(network, endpoint(network, 3), new Sandbox(second.number(), 0, true));
                    assertEquals("", a.mac());
                    byte[] parent = host.link("eth9").orElseThrow().mac();
                    try (Rtnetlink inside = NetworkNamespace.open(first.number(), false)) {
                        Link link = inside.link("eth0").orElseThrow();
                        assertEquals("ipvlan", link.kind());
                        assertArrayEquals(parent, link.mac());
                        assertTrue(inside.routes().stream().anyMatch(r -> r.prefixLength() == 0), "a default route");
                    }
                    try (ServerSocket server = serve(first.number())) {
                        connect(second.number(), "10.88.0.2", PATIENT_MILLIS);
                        if (mode.isEmpty() || mode.equals("l2")) {
                            // beyond the host, in the other modes, its own routes count
                            connect(router, "10.88.0.2", PATIENT_MILLIS);
                            connect(second.number(), "10.88.0.1", PATIENT_MILLIS);
                        }
                    }
                    driver.leave(network, a, Optional.empty());
                    try (Fd next = namespace()) {
                        EndpointSpec again = driver.join(network, endpoint(network, 2), new Sandbox(next.number(), 0, true));
                        driver.leave(network, again, Optional.of(new Sandbox(next.number(), 0)));
                    }
                    driver.leave(network, endpoint(network, 3), Optional.empty());
                }
                driver.delete(network);
            });
        }
    }

    /** Both kinds on one parent are the kernel's to refuse. */
    @Test
    void doesNotShareAParentWithMacvlan() throws Exception {
        onWire(IpvlanDriver::new, (driver, router) -> {
            NetworkSpec network = network(Map.of("parent", "eth9"));
            if (!makes(driver, network)) {
                return;
            }
            driver.create(network);
            MacvlanDriver other = new MacvlanDriver();
            try (Fd first = namespace(); Fd second = namespace()) {
                other.create(network);
                other.join(network, Wire.endpoint(network, 3), new Sandbox(second.number(), 0, true));
                String refused = assertThrows(ServinException.class, () -> driver.join(network, endpoint(network, 2), new Sandbox(first.number(), 0, true))).getMessage();
                assertEquals("network driver ipvlan: cannot join c2 to network n0: rtnetlink create ipvlan link eth0: device or resource busy", refused);
                other.leave(network, Wire.endpoint(network, 3), Optional.empty());
            } finally {
                other.stop();
            }
        });
    }

    @Test
    void makesParentsOfItsOwn() throws Exception {
        for (Map.Entry<String, Map<String, String>> wish : Map.of("eth9.10", Map.of("parent", "eth9.10"), "di-0123456789ab", Map.<String, String>of()).entrySet()) {
            onWire(IpvlanDriver::new, (driver, router) -> {
                NetworkSpec network = network(wish.getValue());
                try (Rtnetlink host = Rtnetlink.open()) {
                    try {
                        driver.create(network);
                    } catch (ServinException e) {
                        assertTrue(e.getMessage().endsWith(": operation not supported"), e.getMessage());
                        assertTrue(host.link(wish.getKey()).isEmpty());
                        return;
                    }
                    assertTrue(host.link(wish.getKey()).orElseThrow().up());
                    MacvlanDriver other = new MacvlanDriver();
                    other.adopt(List.of(), List.of());
                    other.stop();
                    assertTrue(host.link(wish.getKey()).isPresent(), "it is none of the other driver's");
                    driver.adopt(List.of(), List.of());
                    assertTrue(host.link(wish.getKey()).isEmpty(), "its network is no more");
                }
            });
        }
    }

    @Test
    void refusesInDockerdsWords() throws Exception {
        onWire(IpvlanDriver::new, (driver, router) -> {
            driver.create(network(Map.of("parent", "eth9")));
            assertEquals("network di-0123456789ab is already using parent interface eth9", refusal(driver, Map.of("parent", "eth9")));
            assertEquals("requested ipvlan mode 'bridge' is not valid, 'l2' mode is the ipvlan driver default", refusal(driver, Map.of("ipvlan_mode", "bridge")));
            assertEquals("loopback interface is not a valid ipvlan parent link", refusal(driver, Map.of("parent", "lo")));
        });
    }

    private static String refusal(IpvlanDriver driver, Map<String, String> options) {
        return assertThrows(ServinException.class, () -> driver.create(network(options))).getMessage();
    }
}
