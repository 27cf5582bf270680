package org.servin.network.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.servin.spi.ServinException;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Protocol;

/** What is told to nftables, and how a network's options are read. */
class RuleTextTest {
    private static final BridgeOptions.Defaults DEFAULTS = new BridgeOptions.Defaults("servin0", 1500, "0.0.0.0");
    private static final String ID = "0123456789abcdef".repeat(4);
    private final RuleText text = new RuleText("t");

    private static NetworkSpec network(boolean internal, Map<String, String> options) {
        return new NetworkSpec(ID, "n", List.of(new AddressPool("10.1.0.0/24", Optional.of("10.1.0.1")), new AddressPool("fd00::/64", Optional.of("fd00::1"))), internal, true, options);
    }

    private static Bridge bridge(boolean internal, Map<String, String> options) {
        NetworkSpec network = network(internal, options);
        return new Bridge(network, BridgeOptions.of(network, DEFAULTS), 3, options.containsKey("com.docker.network.bridge.name"));
    }

    @Test
    void describesANetworkByElements() {
        assertEquals("""
                add element inet t bridges { "br-0123456789ab" }
                add element inet t pairs { "br-0123456789ab" . "br-0123456789ab" }
                add element inet t subnets4 { 10.1.0.0/24 }
                add element inet t masquerade4 { 10.1.0.0/24 }
                add element inet t subnets6 { fd00::/64 }
                add element inet t masquerade6 { fd00::/64 }
                """, text.add(bridge(false, Map.of())));
        assertEquals("""
                delete element inet t bridges { "b0" }
                delete element inet t borrowed { "b0" }
                delete element inet t internal { "b0" }
                delete element inet t subnets4 { 10.1.0.0/24 }
                delete element inet t subnets6 { fd00::/64 }
                """, text.remove(bridge(true, Map.of("com.docker.network.bridge.name", "b0", "com.docker.network.bridge.enable_icc", "false"))));
    }

    @Test
    void describesPortsByElements() {
        EndpointSpec endpoint = new EndpointSpec("e", ID, "c", "eth0", "", List.of("10.1.0.2/24", "fd00::2/64"), List.of(), List.of(
                new PortMapping(Protocol.TCP, 80, "0.0.0.0", 8080, 8080), new PortMapping(Protocol.TCP, 80, "::", 8080, 8080), new PortMapping(Protocol.UDP, 53, "127.0.0.1", 53, 53)));
        assertEquals("""
                add element inet t anywhere4 { 6 . 8080 : 10.1.0.2 . 80 }
                add element inet t published4 { 127.0.0.1 . 17 . 53 : 10.1.0.2 . 53 }
                add element inet t anywhere6 { 6 . 8080 : fd00::2 . 80 }
                """, text.publish(endpoint));
        assertEquals("""
                delete element inet t anywhere4 { 6 . 8080 }
                delete element inet t published4 { 127.0.0.1 . 17 . 53 }
                delete element inet t anywhere6 { 6 . 8080 }
                """, text.withdraw(endpoint));
    }

    @Test
    void replacesTheWholeTableInOneTransaction() {
        String whole = text.whole(List.of(bridge(false, Map.of())), List.of());
        assertTrue(whole.startsWith("add table inet t\ndelete table inet t\ntable inet t {\n"), whole);
        assertTrue(whole.endsWith("add element inet t masquerade6 { fd00::/64 }\n"), whole);
    }

    @Test
    void readsBridgesBack() {
        assertEquals(List.of("servin0", "br-1"), RuleText.linksOf("{\"nftables\": [{\"set\": {\"name\": \"bridges\", \"elem\": [\"servin0\", \"br-1\"]}}]}"));
        assertEquals(List.of(), RuleText.linksOf("{\"nftables\": [{\"set\": {\"name\": \"bridges\"}}]}"));
    }

    @Test
    void refusesBadOptions() {
        assertEquals("unknown option of driver bridge: com.docker.network.bridge.foo", refused("com.docker.network.bridge.foo", "1"));
        assertEquals("failed to parse com.docker.network.bridge.enable_icc value: zz (strconv.ParseBool: parsing \"zz\": invalid syntax)", refused("com.docker.network.bridge.enable_icc", "zz"));
        assertEquals("failed to parse com.docker.network.bridge.host_binding_ipv4 value: zz (nil ip)", refused("com.docker.network.bridge.host_binding_ipv4", "zz"));
        assertEquals("failed to parse com.docker.network.driver.mtu value: zz (strconv.Atoi: parsing \"zz\": invalid syntax)", refused("com.docker.network.driver.mtu", "zz"));
        assertEquals(1400, BridgeOptions.of(network(false, Map.of("com.docker.network.driver.mtu", "1400")), DEFAULTS).mtu());
    }

    private static String refused(String key, String value) {
        return assertThrows(ServinException.class, () -> BridgeOptions.of(network(false, Map.of(key, value)), DEFAULTS)).getMessage();
    }
}
