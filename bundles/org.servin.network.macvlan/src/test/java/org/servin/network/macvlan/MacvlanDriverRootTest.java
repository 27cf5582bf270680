package org.servin.network.macvlan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.servin.network.macvlan.Wire.PATIENT_MILLIS;
import static org.servin.network.macvlan.Wire.SILENT_MILLIS;
import static org.servin.network.macvlan.Wire.connect;
import static org.servin.network.macvlan.Wire.endpoint;
import static org.servin.network.macvlan.Wire.namespace;
import static org.servin.network.macvlan.Wire.onWire;
import static org.servin.network.macvlan.Wire.serve;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.ConnectException;
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

/** The driver on one end of a pair of Ethernet devices, whose other end is a router of the test's; all in namespaces of its own. */
@SuppressWarnings("try") // servers only have to be there
class MacvlanDriverRootTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String OTHER = "fedcba9876543210".repeat(4);

    @BeforeEach
    void needsRoot() {
        Assumptions.assumeTrue(new UnixSystem().getUid() == 0, "needs root");
    }

    private static NetworkSpec network(String id, Map<String, String> options) {
        return new NetworkSpec(id, "n" + id.charAt(0), List.of(new AddressPool("10.88.0.0/24", Optional.of("10.88.0.1"))), false, false, options);
    }

    private static NetworkSpec wire(String mode) {
        return network(ID, Map.of("parent", "eth9", "macvlan_mode", mode));
    }

    private static String refusal(MacvlanDriver driver, Map<String, String> options) {
        return assertThrows(ServinException.class, () -> driver.create(network(OTHER, options))).getMessage();
    }

    @Test
    void putsContainersOnTheWire() throws Exception {
        onWire(MacvlanDriver::new, (driver, router) -> {
            assertEquals(Probe.usable(), driver.probe());
            NetworkSpec network = wire("bridge");
            driver.create(network);
            try (Fd first = namespace(); Fd second = namespace(); ServerSocket outside = serve(router)) {
                EndpointSpec a = driver.join(network, endpoint(network, 2), new Sandbox(first.number(), 0, true));
                driver.join(network, endpoint(network, 3), new Sandbox(second.number(), 0, true));
                try (ServerSocket server = serve(first.number())) {
                    connect(router, "10.88.0.2", PATIENT_MILLIS);
                    connect(second.number(), "10.88.0.2", PATIENT_MILLIS);
                    connect(second.number(), "10.88.0.1", PATIENT_MILLIS);
                }
                try (Rtnetlink inside = NetworkNamespace.open(first.number(), false)) {
                    Link link = inside.link("eth0").orElseThrow();
                    assertEquals("macvlan", link.kind());
                    assertEquals(2, link.mac()[5]);
                    assertTrue(inside.routes().stream().anyMatch(r -> r.prefixLength() == 0), "a default route");
                }
                driver.leave(network, a, Optional.of(new Sandbox(first.number(), 0)));
                try (Rtnetlink inside = NetworkNamespace.open(first.number(), false)) {
                    assertTrue(inside.link("eth0").isEmpty());
                }
                driver.leave(network, endpoint(network, 3), Optional.empty());
            }
            driver.delete(network);
            try (Rtnetlink host = Rtnetlink.open()) {
                assertTrue(host.link("eth9").isPresent(), "it was there before");
            }
        });
    }

    /** The link-layer address is free at once, though the first namespace is still there. */
    @Test
    void givesAnAddressToTheNextAtOnce() throws Exception {
        onWire(MacvlanDriver::new, (driver, router) -> {
            NetworkSpec network = wire("bridge");
            driver.create(network);
            try (Fd ending = namespace(); Fd next = namespace(); ServerSocket server = serve(next.number())) {
                EndpointSpec first = driver.join(network, endpoint(network, 2), new Sandbox(ending.number(), 0, true));
                assertThrows(ConnectException.class, () -> connect(router, "10.88.0.2", PATIENT_MILLIS), "nobody serves there");
                driver.leave(network, first, Optional.empty());
                EndpointSpec again = driver.join(network, endpoint(network, 2), new Sandbox(next.number(), 0, true));
                connect(router, "10.88.0.2", PATIENT_MILLIS);
                driver.leave(network, again, Optional.empty());
            }
        });
    }

    @Test
    void keepsContainersApartInPrivateMode() throws Exception {
        for (String mode : List.of("private", "vepa")) {
            onWire(MacvlanDriver::new, (driver, router) -> {
                NetworkSpec network = wire(mode);
                driver.create(network);
                try (Fd first = namespace(); Fd second = namespace(); ServerSocket server = serve(first.number())) {
                    driver.join(network, endpoint(network, 2), new Sandbox(first.number(), 0, true));
                    driver.join(network, endpoint(network, 3), new Sandbox(second.number(), 0, true));
                    connect(router, "10.88.0.2", PATIENT_MILLIS);
                    // the test's router does not send frames back to where they came from
                    assertThrows(IOException.class, () -> connect(second.number(), "10.88.0.2", SILENT_MILLIS));
                    driver.leave(network, endpoint(network, 2), Optional.empty());
                    driver.leave(network, endpoint(network, 3), Optional.empty());
                }
            });
        }
    }

    @Test
    void passesTheWireThroughToOne() throws Exception {
        onWire(MacvlanDriver::new, (driver, router) -> {
            NetworkSpec network = wire("passthru");
            driver.create(network);
            try (Fd first = namespace(); Fd second = namespace(); ServerSocket server = serve(first.number())) {
                driver.join(network, endpoint(network, 2), new Sandbox(first.number(), 0, true));
                connect(router, "10.88.0.2", PATIENT_MILLIS);
                String refused = assertThrows(ServinException.class, () -> driver.join(network, endpoint(network, 3), new Sandbox(second.number(), 0, true))).getMessage();
                assertEquals("network driver macvlan: cannot join c3 to network n0: rtnetlink create macvlan link eth0: invalid argument", refused);
                driver.leave(network, endpoint(network, 2), Optional.empty());
            }
        });
    }

    @Test
    void refusesInDockerdsWords() throws Exception {
        onWire(MacvlanDriver::new, (driver, router) -> {
            driver.create(wire("bridge"));
            assertEquals("network dm-0123456789ab is already using parent interface eth9", refusal(driver, Map.of("parent", "eth9")));
            assertEquals("requested macvlan mode 'purple' is not valid, 'bridge' mode is the macvlan driver default", refusal(driver, Map.of("macvlan_mode", "purple")));
            assertEquals("loopback interface is not a valid macvlan parent link", refusal(driver, Map.of("parent", "lo")));
            assertEquals("invalid subinterface vlan name eth8, example formatting is eth0.10", refusal(driver, Map.of("parent", "eth8")));
            assertEquals("-o parent interface does was not found on the host: eth8", refusal(driver, Map.of("parent", "eth8.5")));
            assertEquals("unable to parse a valid vlan id from: x (ex. eth0.10 for vlan 10)", refusal(driver, Map.of("parent", "eth9.x")));
            assertEquals("required interface name format is: name.vlan_id, ex. eth0.10 for vlan 10, instead received eth9.1.2", refusal(driver, Map.of("parent", "eth9.1.2")));
            assertEquals("vlan id must be between 1-4094, received: 5000", refusal(driver, Map.of("parent", "eth9.5000")));
        });
    }

    /** Kernels without VLANs or links that lead nowhere say so; with them the links are made, known again, and removed. */
    @Test
    void makesParentsOfItsOwn() throws Exception {
        for (Map.Entry<String, Map<String, String>> wish : Map.of("eth9.10", Map.of("parent", "eth9.10"), "dm-fedcba987654", Map.<String, String>of()).entrySet()) {
            onWire(MacvlanDriver::new, (driver, router) -> {
                NetworkSpec network = network(OTHER, wish.getValue());
                try (Rtnetlink host = Rtnetlink.open()) {
                    if (!makes(driver, network)) {
                        assertTrue(host.link(wish.getKey()).isEmpty());
                        return;
                    }
                    assertTrue(host.link(wish.getKey()).orElseThrow().up());
                    driver.adopt(List.of(network), List.of());
                    assertTrue(host.link(wish.getKey()).isPresent());
                    driver.adopt(List.of(), List.of());
                    assertTrue(host.link(wish.getKey()).isEmpty(), "its network is no more");
                }
            });
        }
    }

    private static boolean makes(MacvlanDriver driver, NetworkSpec network) {
        try {
            driver.create(network);
            return true;
        } catch (ServinException e) {
            assertTrue(e.getMessage().endsWith(": operation not supported"), e.getMessage());
            return false;
        }
    }

    @Test
    void outlivesItsSuccession() throws Exception {
        onWire(MacvlanDriver::new, (driver, router) -> {
            NetworkSpec network = wire("bridge");
            driver.create(network);
            try (Fd first = namespace(); ServerSocket server = serve(first.number())) {
                EndpointSpec a = driver.join(network, endpoint(network, 2), new Sandbox(first.number(), 0, true));
                MacvlanDriver successor = new MacvlanDriver();
                try {
                    successor.adopt(List.of(network), List.of(a));
                    connect(router, "10.88.0.2", PATIENT_MILLIS);
                    successor.leave(network, a, Optional.of(new Sandbox(first.number(), 0)));
                    assertThrows(IOException.class, () -> connect(router, "10.88.0.2", SILENT_MILLIS));
                } finally {
                    successor.stop();
                }
            }
        });
    }
}
