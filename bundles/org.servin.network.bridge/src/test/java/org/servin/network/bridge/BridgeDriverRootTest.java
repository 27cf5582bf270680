package org.servin.network.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.servin.network.bridge.BridgeTestBed.ID;
import static org.servin.network.bridge.BridgeTestBed.OTHER;
import static org.servin.network.bridge.BridgeTestBed.PATIENT_MILLIS;
import static org.servin.network.bridge.BridgeTestBed.ask;
import static org.servin.network.bridge.BridgeTestBed.askFrom;
import static org.servin.network.bridge.BridgeTestBed.endpoint;
import static org.servin.network.bridge.BridgeTestBed.names;
import static org.servin.network.bridge.BridgeTestBed.network;
import static org.servin.network.bridge.BridgeTestBed.port;
import static org.servin.network.bridge.BridgeTestBed.serve;
import static org.servin.network.bridge.BridgeTestBed.settings;
import static org.servin.network.bridge.BridgeTestBed.withDriver;

import com.sun.security.auth.module.UnixSystem;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.Link;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.ServinException;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Protocol;
import org.servin.spi.network.Sandbox;

/** The driver on real links with real traffic, all in namespaces of the test's own. */
@SuppressWarnings("try") // servers only have to be there
class BridgeDriverRootTest {
    /** Long enough for packets that nothing stops: an answer on one machine takes far less. */
    private static final int SILENT_MILLIS = 1000;

    @BeforeEach
    void needsRoot() {
        Assumptions.assumeTrue(new UnixSystem().getUid() == 0, "needs root");
    }

    @Test
    void publishesPortsEverywhere() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, "10.99.1.0/24", Map.of(), false);
            driver.create(network);
            try (TestNamespace first = new TestNamespace(); TestNamespace second = new TestNamespace()) {
                EndpointSpec a = driver.join(network, endpoint(network, 2, port(Protocol.TCP, 80, "", 0)), new Sandbox(first.fd(), 0));
                driver.join(network, endpoint(network, 3), new Sandbox(second.fd(), 0));
                int published = a.ports().get(0).hostPort();
                assertEquals(List.of("0.0.0.0", "::"), a.ports().stream().map(PortMapping::hostAddress).toList());
                try (ServerSocket server = serve(first)) {
                    assertEquals("from 10.99.1.1", ask("10.99.1.2", 80));
                    assertEquals("from 10.99.1.1", ask("127.0.0.1", published));
                    assertEquals("from 10.99.1.1", ask("10.99.1.1", published));
                    assertEquals("from 10.99.1.1", askFrom(first, "10.99.1.1", published), "hairpin");
                    assertEquals("from 10.99.1.1", askFrom(second, "10.99.1.1", published), "a neighbour by the host's address");
                    assertEquals("from 10.99.1.3", askFrom(second, "10.99.1.2", 80), "a neighbour directly");
                }
                driver.leave(network, a, Optional.empty());
                assertThrows(ConnectException.class, () -> ask("127.0.0.1", published));
            }
            driver.delete(network);
        });
    }

    @Test
    void publishedPortsAnswerOtherHosts() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, "10.99.1.0/24", Map.of(), false);
            driver.create(network);
            try (TestNamespace first = new TestNamespace(); TestNamespace other = new TestNamespace(); Rtnetlink own = Rtnetlink.open();
                    Rtnetlink its = NetworkNamespace.open(other.fd(), false)) {
                own.apply(new Batch().createVeth(new Batch.Veth("up0", 0, 1500, other.fd(), "eth0", new byte[] {2, 0, 0, 0, 0, 1})));
                own.apply(new Batch().addAddress(own.index("up0"), InetAddress.getByName("192.0.2.1"), 24));
                its.apply(new Batch().up(its.index("eth0")).addAddress(its.index("eth0"), InetAddress.getByName("192.0.2.2"), 24));
                driver.join(network, endpoint(network, 2, port(Protocol.TCP, 80, "", 8080), port(Protocol.TCP, 80, "127.0.0.1", 8081)), new Sandbox(first.fd(), 0));
                try (ServerSocket server = serve(first)) {
                    assertEquals("from 192.0.2.2", askFrom(other, "192.0.2.1", 8080), "with its own address");
                    assertThrows(ConnectException.class, () -> askFrom(other, "192.0.2.1", 8081), "published on the loop-back only");
                    its.apply(new Batch().replaceDefaultRoute(its.index("eth0"), InetAddress.getByName("192.0.2.1")));
                    assertThrows(SocketTimeoutException.class, () -> askFrom(other, "10.99.1.2", 80, SILENT_MILLIS), "what is not published");
                }
            }
        });
    }

    @Test
    void publishesUdp() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, "10.99.1.0/24", Map.of(), false);
            driver.create(network);
            try (TestNamespace first = new TestNamespace()) {
                EndpointSpec a = driver.join(network, endpoint(network, 2, port(Protocol.UDP, 53, "127.0.0.1", 5353)), new Sandbox(first.fd(), 0));
                try (DatagramSocket server = first.open(() -> new DatagramSocket(new InetSocketAddress("0.0.0.0", 53))); DatagramSocket client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
                    client.setSoTimeout(PATIENT_MILLIS);
                    server.setSoTimeout(PATIENT_MILLIS);
                    client.send(new DatagramPacket(new byte[] {7}, 1, new InetSocketAddress("127.0.0.1", 5353)));
                    DatagramPacket got = new DatagramPacket(new byte[8], 8);
                    server.receive(got);
                    server.send(new DatagramPacket(new byte[] {9}, 1, got.getSocketAddress()));
                    client.receive(got);
                    assertEquals(9, got.getData()[0]);
                }
                driver.leave(network, a, Optional.empty());
            }
        });
    }

    @Test
    void aClientThatKeepsOnSendingReachesTheNextContainer() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, "10.99.1.0/24", Map.of(), false);
            driver.create(network);
            try (TestNamespace first = new TestNamespace(); TestNamespace second = new TestNamespace(); DatagramSocket client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
                    DatagramSocket one = first.open(() -> new DatagramSocket(new InetSocketAddress("0.0.0.0", 53)));
                    DatagramSocket two = second.open(() -> new DatagramSocket(new InetSocketAddress("0.0.0.0", 53)))) {
                DatagramPacket packet = new DatagramPacket(new byte[] {7}, 1, new InetSocketAddress("127.0.0.1", 5353));
                client.send(packet);
                EndpointSpec a = driver.join(network, endpoint(network, 2, port(Protocol.UDP, 53, "", 5353)), new Sandbox(first.fd(), 0));
                client.send(packet);
                one.setSoTimeout(PATIENT_MILLIS);
                one.receive(new DatagramPacket(new byte[8], 8));
                driver.leave(network, a, Optional.empty());
                driver.join(network, endpoint(network, 3, port(Protocol.UDP, 53, "", 5353)), new Sandbox(second.fd(), 0));
                client.send(packet);
                two.setSoTimeout(PATIENT_MILLIS);
                two.receive(new DatagramPacket(new byte[8], 8));
            }
        });
    }

    @Test
    void refusesTakenPortsInDockerdsWords() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, "10.99.1.0/24", Map.of(), false);
            driver.create(network);
            try (TestNamespace first = new TestNamespace(); ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                Sandbox sandbox = new Sandbox(first.fd(), 0);
                driver.join(network, endpoint(network, 2, port(Protocol.TCP, 80, "127.0.0.1", 8080)), sandbox);
                EndpointSpec second = endpoint(network, 3, port(Protocol.TCP, 80, "127.0.0.1", 8080));
                ServinException taken = assertThrows(ServinException.class, () -> driver.join(network, second, sandbox));
                assertEquals("driver failed programming external connectivity on endpoint c3 (" + second.id() + "): Bind for 127.0.0.1:8080 failed: port is already allocated",
                        taken.getMessage());
                EndpointSpec third = endpoint(network, 4, port(Protocol.TCP, 80, "127.0.0.1", busy.getLocalPort()));
                ServinException used = assertThrows(ServinException.class, () -> driver.join(network, third, sandbox));
                assertTrue(used.getMessage().endsWith(": bind: address already in use"), used.getMessage());
                EndpointSpec ranged = endpoint(network, 5, new PortMapping(Protocol.TCP, 80, "127.0.0.1", 8080, 8082));
                try (TestNamespace other = new TestNamespace()) {
                    assertEquals(8081, driver.join(network, ranged, new Sandbox(other.fd(), 0)).ports().get(0).hostPort());
                }
            }
        });
    }

    @Test
    void separatesNetworks() throws Exception {
        withDriver(driver -> {
            NetworkSpec one = network(ID, "10.99.1.0/24", Map.of(), false);
            NetworkSpec two = network(OTHER, "10.99.2.0/24", Map.of("com.docker.network.bridge.enable_icc", "false"), false);
            driver.create(one);
            driver.create(two);
            try (TestNamespace a = new TestNamespace(); TestNamespace b = new TestNamespace(); TestNamespace c = new TestNamespace()) {
                EndpointSpec server = driver.join(one, endpoint(one, 2, port(Protocol.TCP, 80, "", 8080)), new Sandbox(a.fd(), 0));
                driver.join(two, endpoint(two, 2), new Sandbox(b.fd(), 0));
                driver.join(two, endpoint(two, 3), new Sandbox(c.fd(), 0));
                try (ServerSocket first = serve(a); ServerSocket second = serve(b)) {
                    assertThrows(SocketTimeoutException.class, () -> askFrom(b, "10.99.1.2", 80, SILENT_MILLIS), "other network");
                    assertThrows(SocketTimeoutException.class, () -> askFrom(c, "10.99.2.2", 80, SILENT_MILLIS), "no ICC");
                    assertEquals("from 10.99.1.1", askFrom(b, "10.99.2.1", 8080), "published port of the other network");
                    assertEquals("from 10.99.2.1", ask("10.99.2.2", 80), "from the host");
                }
                assertEquals(8080, server.ports().get(0).hostPort());
            }
        });
    }

    @Test
    void adoptsAndRemovesWhatIsStale() throws Exception {
        withDriver(driver -> {
            NetworkSpec one = network(ID, "10.99.1.0/24", Map.of(), false);
            NetworkSpec two = network(OTHER, "10.99.2.0/24", Map.of(), false);
            driver.create(one);
            driver.create(two);
            try (TestNamespace a = new TestNamespace(); TestNamespace b = new TestNamespace()) {
                EndpointSpec kept = driver.join(one, endpoint(one, 2, port(Protocol.TCP, 80, "", 8080)), new Sandbox(a.fd(), 0));
                EndpointSpec stale = driver.join(one, endpoint(one, 3), new Sandbox(b.fd(), 0));
                driver.stop();
                BridgeDriver successor = new BridgeDriver(settings());
                try (ServerSocket server = serve(a)) {
                    successor.adopt(List.of(one), List.of(kept));
                    assertEquals("from 10.99.1.1", ask("127.0.0.1", 8080));
                    List<String> links = names();
                    assertTrue(links.contains("br-" + ID.substring(0, 12)) && links.contains(BridgeLinks.linkOf(kept.id())), links.toString());
                    assertFalse(links.contains("br-" + OTHER.substring(0, 12)) || links.contains(BridgeLinks.linkOf(stale.id())), links.toString());
                    successor.leave(one, kept, Optional.of(new Sandbox(a.fd(), 0)));
                    assertFalse(names().contains(BridgeLinks.linkOf(kept.id())));
                    successor.delete(one);
                    assertEquals(List.of("lo"), names().stream().filter(n -> n.startsWith("br-") || n.startsWith("veth") || n.equals("lo")).toList());
                } finally {
                    successor.stop();
                }
            }
        });
    }

    @Test
    void setsUpTheInside() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = new NetworkSpec(ID, "n", List.of(new AddressPool("10.99.1.0/24", Optional.of("10.99.1.1")), new AddressPool("fd00:99::/64", Optional.of("fd00:99::1"))),
                    false, true, Map.of());
            driver.create(network);
            try (TestNamespace a = new TestNamespace()) {
                EndpointSpec endpoint = new EndpointSpec("ab".repeat(32), ID, "c", "eth0", "02:42:0a:63:01:02", List.of("10.99.1.2/24", "fd00:99::2/64"),
                        List.of("10.99.1.1", "fd00:99::1"), List.of(port(Protocol.TCP, 80, "", 8080)));
                driver.join(network, endpoint, new Sandbox(a.fd(), 0));
                try (Rtnetlink inside = NetworkNamespace.open(a.fd(), false)) {
                    Link eth0 = inside.link("eth0").orElseThrow();
                    assertEquals("02:42:0a:63:01:02", HexFormat.ofDelimiter(":").formatHex(eth0.mac()));
                    assertTrue(eth0.up());
                    List<String> addresses = new ArrayList<>();
                    inside.addresses().forEach(x -> addresses.add(x.address().getHostAddress() + "/" + x.prefixLength()));
                    assertTrue(addresses.containsAll(List.of("10.99.1.2/24", "fd00:99:0:0:0:0:0:2/64")), addresses.toString());
                    assertEquals(2, inside.routes().stream().filter(r -> r.prefixLength() == 0 && r.gateway().isPresent()).count());
                }
            }
        });
    }

    /** The same address and link-layer address again, while the first namespace is not taken apart yet. */
    @Test
    void leadsToTheNewOwnerOfAnAddressAtOnce() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, "10.99.6.0/24", Map.of(), false);
            driver.create(network);
            EndpointSpec first = endpoint(network, 2);
            EndpointSpec again = new EndpointSpec("ab".repeat(32), first.network(), "c9", "eth0", first.mac(), first.addresses(), first.gateways(), List.of());
            try (TestNamespace ending = new TestNamespace(); TestNamespace next = new TestNamespace(); ServerSocket server = serve(next)) {
                driver.join(network, first, new Sandbox(ending.fd(), 0));
                assertThrows(ConnectException.class, () -> ask("10.99.6.2", 80), "nobody serves there");
                driver.leave(network, first, Optional.empty());
                driver.join(network, again, new Sandbox(next.fd(), 0));
                assertEquals("from 10.99.6.1", ask("10.99.6.2", 80));
                driver.leave(network, again, Optional.empty());
            }
            driver.delete(network);
        });
    }
}
