package org.servin.core.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.servin.core.network.IpamPool;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Subnets and addresses. */
class AddressingTest {
    private static AddressSpace docker() {
        return AddressSpace.of(new Fakes.Settings(Map.of()));
    }

    private static List<IpamPool> resolve(List<IpamPool> asked, boolean ipv6, String... ours) {
        List<Cidr> used = new ArrayList<>();
        for (String cidr : ours) {
            used.add(Cidr.parse(cidr));
        }
        return new PoolPlan(docker(), used, List.of()).resolve("n", asked, ipv6);
    }

    private static String failure(ErrorKind kind, IpamPool asked, String... ours) {
        ServinException e = assertThrows(ServinException.class, () -> resolve(List.of(asked), false, ours));
        assertEquals(kind, e.kind());
        return e.getMessage();
    }

    private static IpamPool pool(String subnet, String range, String gateway) {
        return new IpamPool(subnet, range, gateway, null);
    }

    @Test
    void parsesAndPrintsSubnets() {
        assertEquals("10.1.0.0/16", Cidr.parse("10.1.2.3/16").toString());
        assertEquals("fd00::/64", Cidr.parse("fd00::5/64").toString());
        assertEquals("fd00:1:0:2::/64", Cidr.parse("fd00:1:0:2:0:0:0:1/64").toString());
        assertEquals("::/0", Cidr.parse("::/0").toString());
        for (String bad : List.of("", "x", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.256/8", "fd00::/129", "10.0.0.0/-1", "localhost/8")) {
            assertEquals("invalid CIDR address: " + bad, assertThrows(IllegalArgumentException.class, () -> Cidr.parse(bad)).getMessage());
        }
        assertTrue(Cidr.parse("10.0.0.0/8").overlaps(Cidr.parse("10.255.0.0/16")));
        assertFalse(Cidr.parse("10.0.0.0/9").overlaps(Cidr.parse("10.128.0.0/9")));
    }

    @Test
    void choosesTheFirstFreeDefaultPool() {
        AddressSpace round = docker();
        for (String next : List.of("172.17.0.0/16", "172.18.0.0/16", "172.19.0.0/16")) {
            assertEquals(next, round.choose(false, List.of()).toString(), "what was given back is given again last");
        }
        assertEquals("172.17.0.0/16", round.choose(false, List.of(Cidr.parse("172.18.0.0/15"), Cidr.parse("172.20.0.0/14"), Cidr.parse("172.24.0.0/13"), Cidr.parse("192.168.0.0/16"))).toString());
        assertEquals("172.17.0.0/16", docker().choose(false, List.of()).toString());
        assertEquals("172.19.0.0/16", docker().choose(false, List.of(Cidr.parse("172.17.0.0/16"), Cidr.parse("172.18.5.0/24"))).toString());
        assertEquals("192.168.16.0/20", docker().choose(false, List.of(Cidr.parse("172.16.0.0/12"), Cidr.parse("192.168.0.0/24"))).toString());
        ServinException none = assertThrows(ServinException.class, () -> docker().choose(true, List.of()));
        assertEquals("could not find an available, non-overlapping IPv6 address pool among the defaults to assign to the network", none.getMessage());
        AddressSpace own = AddressSpace.of(new Fakes.Settings(Map.of("default-address-pools", List.of("{\"base\":\"10.5.0.0/16\",\"size\":24}", "base=fd00::/48,size=64"))));
        assertEquals("10.5.1.0/24", own.choose(false, List.of(Cidr.parse("10.5.0.0/24"))).toString());
        assertEquals("fd00:0:0:1::/64", own.choose(true, List.of(Cidr.parse("fd00::/64"))).toString());
    }

    /** As dockerd: fifteen of 16 bits, sixteen of 20 bits, and then none, until one is given back. */
    @Test
    void defaultPoolsRunOut() {
        AddressSpace space = docker();
        List<Cidr> inUse = new ArrayList<>();
        for (int i = 0; i < 31; i++) {
            inUse.add(space.choose(false, inUse));
        }
        assertEquals("192.168.240.0/20", inUse.get(30).toString());
        ServinException none = assertThrows(ServinException.class, () -> space.choose(false, inUse));
        assertEquals(ErrorKind.NOT_FOUND, none.kind());
        assertEquals("could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network", none.getMessage());
        Cidr free = inUse.remove(7);
        assertEquals(free, space.choose(false, inUse));
    }

    /** A subnet that is asked for may be one of the host's, as in dockerd; one that nobody asked for may not. */
    @Test
    void keepsOutOfTheHostsSubnetsUnlessAskedFor() {
        List<Cidr> hosts = List.of(Cidr.parse("172.17.0.0/16"), Cidr.parse("10.70.0.0/24"));
        PoolPlan plan = new PoolPlan(docker(), List.of(), hosts);
        assertEquals(List.of(pool("10.70.0.0/24", null, "10.70.0.1")), plan.resolve("n", List.of(pool("10.70.0.0/24", null, null)), false));
        assertEquals(List.of(pool("172.18.0.0/16", null, "172.18.0.1")), plan.resolve("n", List.of(), false));
    }

    @Test
    void smallSubnetsRunOut() {
        for (String tiny : List.of("10.81.0.0/31", "10.82.0.0/32")) {
            assertEquals("failed to allocate gateway (): No available addresses on this pool", failure(ErrorKind.INTERNAL, pool(tiny, null, null)));
        }
        assertEquals("failed to allocate gateway (): No available addresses on this pool", failure(ErrorKind.INTERNAL, pool("10.83.0.0/29", "10.83.0.0/32", null)));
        LiveNetwork small = new LiveNetwork(new NetworkRecord("a".repeat(64), "small", "2024-01-01T00:00:00Z", "bridge", false, false, false, false, null, false, Map.of(), List.of(),
                List.of(pool("10.80.0.0/30", null, "10.80.0.1")), Map.of(), Map.of(), null));
        assertEquals(Optional.of("10.80.0.2/30"), small.take(false, ""));
        ServinException none = assertThrows(ServinException.class, () -> small.take(false, ""));
        assertEquals("no available IPv4 addresses on this network's address pools: small (" + "a".repeat(64) + ")", none.getMessage());
        small.free(List.of("10.80.0.2/30"));
        assertEquals(Optional.of("10.80.0.2/30"), small.take(false, ""));
    }

    private static List<String> all(Subnet subnet) {
        List<String> got = new ArrayList<>();
        for (Optional<InetAddress> a = subnet.take(); a.isPresent(); a = subnet.take()) {
            got.add(Cidr.text(a.get()));
        }
        return got;
    }

    @Test
    void givesEachAddressOnceAndTheLowestFreeOneFirst() {
        Subnet subnet = new Subnet(Cidr.parse("10.0.0.0/29"), Optional.empty());
        assertEquals(List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"), all(subnet));
        subnet.free(Cidr.address("10.0.0.5"));
        subnet.free(Cidr.address("10.0.0.2"));
        subnet.free(Cidr.address("10.0.0.3"));
        assertFalse(subnet.take(Cidr.address("10.0.0.4")));
        assertTrue(subnet.take(Cidr.address("10.0.0.2")));
        assertEquals(List.of("10.0.0.3", "10.0.0.5"), all(subnet));
        Subnet ranged = new Subnet(Cidr.parse("10.0.0.0/16"), Optional.of(Cidr.parse("10.0.5.0/30")));
        assertTrue(ranged.take(Cidr.address("10.0.0.7")));
        assertEquals("10.0.5.0", Cidr.text(ranged.take().orElseThrow()));
        ranged.free(Cidr.address("10.0.0.7"));
        assertEquals(List.of("10.0.5.1", "10.0.5.2", "10.0.5.3"), all(ranged));
        assertEquals("fd00::1", Cidr.text(new Subnet(Cidr.parse("fd00::/64"), Optional.empty()).take().orElseThrow()));
    }

    @Test
    void resolvesSubnetsInDockerdsWords() {
        assertEquals(List.of(pool("172.17.0.0/16", null, "172.17.0.1")), resolve(List.of(), false));
        assertEquals(List.of(pool("172.18.0.0/16", null, "172.18.0.1"), pool("fd11:22::/64", null, "fd11:22::1")),
                resolve(List.of(pool("fd11:22::/64", null, null)), true, "172.17.0.0/16"));
        assertEquals("Invalid subnet x : invalid CIDR address: x", failure(ErrorKind.INTERNAL, pool("x", null, null)));
        assertEquals("invalid gateway address zz in Ipam configuration", failure(ErrorKind.INTERNAL, pool("10.77.0.0/24", null, "zz")));
        assertEquals("failed to allocate gateway (10.78.0.1): Requested address is out of range", failure(ErrorKind.INTERNAL, pool("10.77.0.0/24", null, "10.78.0.1")));
        assertEquals("Pool overlaps with other one on this address space", failure(ErrorKind.FORBIDDEN, pool("10.77.0.0/25", null, null), "10.77.0.0/24"));
        IpamPool aux = new IpamPool("10.77.0.0/24", null, null, Map.of("a", "10.77.0.1"));
        assertEquals("failed to allocate secondary ip address (a:10.77.0.1): Address already in use", failure(ErrorKind.INTERNAL, aux), "that is the gateway's");
        assertEquals("failed to allocate gateway (): No available addresses on this pool", failure(ErrorKind.INTERNAL, pool("10.77.0.0/31", null, null)));
        assertEquals("invalid IP range 10.78.0.0/25: not within subnet 10.77.0.0/24", failure(ErrorKind.INVALID_ARGUMENT, pool("10.77.0.0/24", "10.78.0.0/25", null)));
    }
}
