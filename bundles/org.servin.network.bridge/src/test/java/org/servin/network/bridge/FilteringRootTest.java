package org.servin.network.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.servin.network.bridge.BridgeTestBed.ID;
import static org.servin.network.bridge.BridgeTestBed.OTHER;
import static org.servin.network.bridge.BridgeTestBed.ask;
import static org.servin.network.bridge.BridgeTestBed.askFrom;
import static org.servin.network.bridge.BridgeTestBed.port;
import static org.servin.network.bridge.BridgeTestBed.serve;
import static org.servin.network.bridge.BridgeTestBed.withDriver;

import com.sun.security.auth.module.UnixSystem;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Protocol;
import org.servin.spi.network.Sandbox;

/** Who does not reach whom, on networks with both families of addresses: all that holds for IPv4 holds for IPv6. */
@SuppressWarnings("try") // servers only have to be there
class FilteringRootTest {
    /** Long enough for packets that nothing stops: an answer on one machine takes far less. */
    private static final int SILENT_MILLIS = 1000;
    /** The parts of addresses before the last number, of both families: a network's number goes in between. */
    private static final List<String> FAMILIES = List.of("10.99.%d.", "fd00:99:%d:0:0:0:0:");
    /** The same for the wire to another host. */
    private static final int OUTSIDE = 9;

    @BeforeEach
    void needsRoot() {
        Assumptions.assumeTrue(new UnixSystem().getUid() == 0, "needs root");
    }

    private static String address(String family, int network, int host) {
        return String.format(family, network) + host;
    }

    private static NetworkSpec network(String id, int number, boolean internal, Map<String, String> options) {
        List<AddressPool> pools = FAMILIES.stream().map(f -> new AddressPool(address(f, number, 0) + length(f), Optional.of(address(f, number, 1)))).toList();
        return new NetworkSpec(id, "n" + number, pools, internal, true, options);
    }

    private static String length(String family) {
        return family.indexOf(':') < 0 ? "/24" : "/64";
    }

    private static EndpointSpec endpoint(NetworkSpec network, int n, PortMapping... ports) {
        int number = Integer.parseInt(network.name().substring(1));
        List<String> gateways = network.internal() ? List.of() : FAMILIES.stream().map(f -> address(f, number, 1)).toList();
        return new EndpointSpec(String.format("%02x%02x", n, number).repeat(16), network.id(), "c" + n, "eth0", String.format("02:42:0a:63:%02x:%02x", number, n),
                FAMILIES.stream().map(f -> address(f, number, n) + length(f)).toList(), gateways, List.of(ports));
    }

    private static void assertSilent(TestNamespace from, String host, int port, String about) {
        assertThrows(SocketTimeoutException.class, () -> askFrom(from, host, port, SILENT_MILLIS), about + ": " + host);
    }

    private static void join(BridgeDriver driver, NetworkSpec network, int n, TestNamespace container, PortMapping... ports) {
        driver.join(network, endpoint(network, n, ports), new Sandbox(container.fd(), 0));
    }

    @Test
    void networksDoNotReachEachOther() throws Exception {
        withDriver(driver -> {
            NetworkSpec one = network(ID, 1, false, Map.of());
            NetworkSpec two = network(OTHER, 2, false, Map.of());
            driver.create(one);
            driver.create(two);
            try (TestNamespace a = new TestNamespace(); TestNamespace b = new TestNamespace(); TestNamespace c = new TestNamespace()) {
                join(driver, one, 2, a, port(Protocol.TCP, 80, "", 8080));
                join(driver, two, 2, b);
                join(driver, two, 3, c);
                try (ServerSocket first = serve(a, "::"); ServerSocket second = serve(b, "::")) {
                    for (String family : FAMILIES) {
                        assertSilent(b, address(family, 1, 2), 80, "another network");
                        assertSilent(a, address(family, 2, 2), 80, "the other way");
                        assertEquals("from " + address(family, 2, 3), askFrom(c, address(family, 2, 2), 80), "its own network");
                        assertEquals("from " + address(family, 1, 1), askFrom(b, address(family, 2, 1), 8080), "a port that the other network publishes");
                    }
                }
            }
        });
    }

    @Test
    void neighboursAreSilentWhereTheyAreToBe() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, 1, false, Map.of("com.docker.network.bridge.enable_icc", "false"));
            driver.create(network);
            try (TestNamespace a = new TestNamespace(); TestNamespace b = new TestNamespace()) {
                join(driver, network, 2, a);
                join(driver, network, 3, b);
                try (ServerSocket server = serve(a, "::")) {
                    for (String family : FAMILIES) {
                        assertSilent(b, address(family, 1, 2), 80, "a neighbour");
                        assertEquals("from " + address(family, 1, 1), ask(address(family, 1, 2), 80), "from the host");
                    }
                    try (ServerSocket outside = serve(b, "::")) {
                        for (String family : FAMILIES) {
                            assertSilent(a, address(family, 1, 3), 80, "the other way");
                        }
                    }
                }
            }
        });
    }

    /** Also where a container, or another host, has found a route: the routes of the test are what someone with the power to set them would set. */
    @Test
    void internalNetworksLeadNowhere() throws Exception {
        withDriver(driver -> {
            NetworkSpec inner = network(ID, 1, true, Map.of());
            NetworkSpec open = network(OTHER, 2, false, Map.of());
            driver.create(inner);
            driver.create(open);
            try (TestNamespace a = new TestNamespace(); TestNamespace b = new TestNamespace(); TestNamespace c = new TestNamespace(); TestNamespace other = new TestNamespace();
                    Rtnetlink own = Rtnetlink.open(); Rtnetlink its = NetworkNamespace.open(other.fd(), false); Rtnetlink inside = NetworkNamespace.open(a.fd(), false)) {
                own.apply(new Batch().createVeth(new Batch.Veth("up0", 0, 1500, other.fd(), "eth0", new byte[] {2, 0, 0, 0, 0, 1})));
                its.apply(new Batch().up(its.index("eth0")));
                join(driver, inner, 2, a);
                join(driver, inner, 3, b);
                join(driver, open, 2, c);
                for (String family : FAMILIES) {
                    int bits = family.indexOf(':') < 0 ? 24 : 64;
                    own.apply(new Batch().addAddress(own.index("up0"), literal(family, OUTSIDE, 1), bits));
                    its.apply(new Batch().addAddress(its.index("eth0"), literal(family, OUTSIDE, 2), bits).replaceDefaultRoute(its.index("eth0"), literal(family, OUTSIDE, 1)));
                    inside.apply(new Batch().replaceDefaultRoute(inside.index("eth0"), literal(family, 1, 1)));
                }
                try (ServerSocket first = serve(a, "::"); ServerSocket second = serve(c, "::"); ServerSocket third = serve(other, "::")) {
                    for (String family : FAMILIES) {
                        assertEquals("from " + address(family, 1, 3), askFrom(b, address(family, 1, 2), 80), "a neighbour");
                        assertEquals("from " + address(family, 1, 1), ask(address(family, 1, 2), 80), "from the host");
                        assertSilent(a, address(family, OUTSIDE, 2), 80, "another host");
                        assertSilent(other, address(family, 1, 2), 80, "from another host");
                        assertSilent(a, address(family, 2, 2), 80, "another network");
                        assertSilent(c, address(family, 1, 2), 80, "from another network");
                        // what the silence is not due to
                        assertEquals("from " + address(family, OUTSIDE, 1), askFrom(c, address(family, OUTSIDE, 2), 80), "another host from an open network");
                    }
                }
            }
        });
    }

    private static InetAddress literal(String family, int network, int host) throws Exception {
        return InetAddress.getByName(address(family, network, host));
    }
}
