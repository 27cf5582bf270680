package org.servin.network.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.servin.network.bridge.BridgeTestBed.ID;
import static org.servin.network.bridge.BridgeTestBed.ask;
import static org.servin.network.bridge.BridgeTestBed.askFrom;
import static org.servin.network.bridge.BridgeTestBed.endpoint;
import static org.servin.network.bridge.BridgeTestBed.network;
import static org.servin.network.bridge.BridgeTestBed.port;
import static org.servin.network.bridge.BridgeTestBed.serve;
import static org.servin.network.bridge.BridgeTestBed.withDriver;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.Protocol;
import org.servin.spi.network.Sandbox;

/** Somebody takes away links, addresses, routes, settings and rules of a network that two containers use, and it works again by itself. */
@SuppressWarnings("try") // servers only have to be there
class MendingRootTest {
    private static final String BRIDGE = "br-" + ID.substring(0, 12);
    private static final long PATIENT_NANOS = TimeUnit.SECONDS.toNanos(20);

    @BeforeEach
    void needsRoot() {
        Assumptions.assumeTrue(new UnixSystem().getUid() == 0, "needs root");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "nft flush ruleset", "nft delete table inet servin", "nft flush chain inet servin prerouting", "nft flush chain inet servin forward",
            "nft flush map inet servin anywhere4", "nft insert rule inet servin forward drop",
            "ip link delete BRIDGE", "ip link set BRIDGE down", "ip address flush dev BRIDGE", "ip route delete 10.99.1.0/24 dev BRIDGE",
            "ip -6 address delete fd00:99::1/64 dev BRIDGE", "ip -6 route delete fd00:99::/64 dev BRIDGE", "sysctl -qw net.ipv6.conf.BRIDGE.disable_ipv6=1",
            "ip link delete VETH", "ip link set VETH down", "ip link set VETH nomaster", "sysctl -qw net.ipv4.ip_forward=0", "sysctl -qw net.ipv6.conf.all.forwarding=0"})
    void isPutBack(String damage) throws Exception {
        withDriver(driver -> {
            NetworkSpec network = new NetworkSpec(ID, "n", List.of(pool("10.99.1.0/24", "10.99.1.1"), pool("fd00:99::/64", "fd00:99::1")), false, true, Map.of());
            driver.create(network);
            try (TestNamespace first = new TestNamespace(); TestNamespace second = new TestNamespace()) {
                EndpointSpec a = driver.join(network, endpoint(network, 2, port(Protocol.TCP, 80, "", 8080)), new Sandbox(first.fd(), 0));
                driver.join(network, endpoint(network, 3), new Sandbox(second.fd(), 0));
                driver.report(endpoint -> {
                    assertEquals(a.id(), endpoint);
                    driver.join(network, a, new Sandbox(first.fd(), 0));
                });
                try (ServerSocket server = serve(first)) {
                    assertWorks(second);
                    String before = state();
                    byte[] mac = mac();
                    run(damage.replace("BRIDGE", BRIDGE).replace("VETH", BridgeLinks.linkOf(a.id())));
                    await(before);
                    assertArrayEquals(mac, mac());
                    assertWorks(second);
                }
            }
            driver.delete(network);
        });
    }

    private static AddressPool pool(String subnet, String gateway) {
        return new AddressPool(subnet, Optional.of(gateway));
    }

    private static void assertWorks(TestNamespace neighbour) throws IOException {
        assertEquals("from 10.99.1.1", ask("127.0.0.1", 8080));
        assertEquals("from 10.99.1.3", askFrom(neighbour, "10.99.1.2", 80));
        assertEquals("from 10.99.1.1", askFrom(neighbour, "10.99.1.1", 8080));
    }

    @Test
    void whatIsRemovedStaysAway() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, "10.99.1.0/24", Map.of(), false);
            driver.create(network);
            driver.delete(network);
            NetworkSpec other = network("fe" + ID.substring(2), "10.99.2.0/24", Map.of(), false);
            driver.create(other);
            run("nft flush ruleset");
            // when the rules are back, whatever was told before them has been looked at
            await(state -> state.contains("chain forward"));
            assertTrue(!state().contains(BRIDGE), state());
        });
    }

    /** Links, addresses, routes and rules by name. */
    private static String state() throws Exception {
        String links = run("ip -o link show").replaceAll("(?m)^\\d+: ", "").replaceAll("@[^:]+", "").replaceAll("(?m) qdisc.*$", "");
        String ports = run("bridge -d -o link show").replaceAll("(?m)^\\d+: ", "").replaceAll("@[^:]+", "").replaceAll("state \\w+", "");
        String addresses = run("ip -o address show scope global").replaceAll("(?m)^\\d+: ", "");
        String forwarding = run("cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding");
        return String.join("\n", links.lines().sorted().toList()) + ports.lines().sorted().toList() + addresses.lines().sorted().toList()
                + run("ip -4 route show") + run("ip -6 route show root fd00::/8") + forwarding + run("nft list ruleset");
    }

    private static byte[] mac() {
        try (Rtnetlink own = Rtnetlink.open()) {
            return own.link(BRIDGE).orElseThrow().mac();
        }
    }

    private static void await(String wanted) throws Exception {
        try {
            await(wanted::equals);
        } catch (AssertionError e) {
            assertEquals(wanted, state());
        }
    }

    private static void await(java.util.function.Predicate<String> wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENT_NANOS;
        while (!wanted.test(state())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not mended: " + state());
            }
        }
    }

    /** Runs a program in the calling thread's namespace. */
    private static String run(String command) throws Exception {
        Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), command + ": " + output);
        return output;
    }
}
