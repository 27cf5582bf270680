package org.servin.core.internal.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.servin.core.network.IpamPool;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Turns the subnets that a network was asked to have into those it has: checked, chosen where none was named, with gateways. Pure but for the routes it is given. */
final class PoolPlan {
    private final AddressSpace space;
    private final Collection<Cidr> ours;
    private final Collection<Cidr> hosts;

    /**
     * @param ours subnets of the engine's networks
     * @param hosts subnets that the host uses
     */
    PoolPlan(AddressSpace space, Collection<Cidr> ours, Collection<Cidr> hosts) {
        this.space = space;
        this.ours = ours;
        this.hosts = hosts;
    }

    /**
     * All subnets of a new network; messages are dockerd's.
     *
     * @param name the network's, for messages
     */
    List<IpamPool> resolve(String name, List<IpamPool> asked, boolean ipv6) {
        List<IpamPool> resolved = new ArrayList<>();
        for (IpamPool pool : asked) {
            Cidr cidr = cidr(pool);
            if (cidr.v6() && !ipv6) {
                continue;
            }
            boolean taken = ours.stream().anyMatch(cidr::overlaps) || resolved.stream().anyMatch(p -> Cidr.parse(p.subnet()).overlaps(cidr));
            if (taken) {
                throw new ServinException(ErrorKind.FORBIDDEN, "Pool overlaps with other one on this address space");
            }
            resolved.add(complete(name, pool, cidr));
        }
        addMissing(name, resolved, false);
        if (ipv6) {
            addMissing(name, resolved, true);
        }
        return resolved;
    }

    private void addMissing(String name, List<IpamPool> resolved, boolean v6) {
        if (resolved.stream().noneMatch(p -> NetworkRecord.isV6(p) == v6)) {
            List<Cidr> inUse = new ArrayList<>(ours);
            inUse.addAll(hosts);
            resolved.forEach(p -> inUse.add(Cidr.parse(p.subnet())));
            Cidr chosen = space.choose(v6, inUse);
            resolved.add(v6 ? resolved.size() : 0, complete(name, new IpamPool(chosen.toString(), null, null, null), chosen));
        }
    }

    private static Cidr cidr(IpamPool pool) {
        String subnet = pool.subnet() == null ? "" : pool.subnet();
        try {
            return Cidr.parse(subnet);
        } catch (IllegalArgumentException e) {
            throw new ServinException(ErrorKind.INTERNAL, "Invalid subnet " + subnet + " : " + e.getMessage(), e);
        }
    }

    private static IpamPool complete(String network, IpamPool pool, Cidr cidr) {
        Optional<Cidr> range = range(pool, cidr);
        Subnet subnet = new Subnet(cidr, range);
        String gateway = gateway(pool, subnet);
        Map<String, String> auxiliary = new TreeMap<>(pool.auxiliaryAddresses() == null ? Map.of() : pool.auxiliaryAddresses());
        auxiliary.forEach((name, address) -> reserve(network, subnet, name, address));
        return new IpamPool(cidr.toString(), range.map(Cidr::toString).orElse(null), gateway, auxiliary.isEmpty() ? null : auxiliary);
    }

    private static void reserve(String network, Subnet subnet, String name, String address) {
        String what = "(" + name + ":" + address + ")";
        if (!Cidr.isAddress(address)) {
            throw internal("non parsable secondary ip address " + what + " passed for network " + network);
        }
        if (!subnet.contains(Cidr.address(address))) {
            throw new ServinException(ErrorKind.FORBIDDEN, "auxiliary address: " + what + " must belong to the master pool: " + subnet.cidr());
        }
        if (!subnet.take(Cidr.address(address))) {
            throw internal("failed to allocate secondary ip address " + what + ": Address already in use");
        }
    }

    private static String gateway(IpamPool pool, Subnet subnet) {
        if (pool.gateway() == null || pool.gateway().isEmpty()) {
            return subnet.take().map(Cidr::text).orElseThrow(() -> internal("failed to allocate gateway (): No available addresses on this pool"));
        }
        if (!Cidr.isAddress(pool.gateway())) {
            throw internal("invalid gateway address " + pool.gateway() + " in Ipam configuration");
        }
        InetAddress address = Cidr.address(pool.gateway());
        if (!subnet.contains(address)) {
            throw internal("failed to allocate gateway (" + pool.gateway() + "): Requested address is out of range");
        }
        if (!subnet.take(address)) {
            throw internal("failed to allocate gateway (" + pool.gateway() + "): Address already in use");
        }
        return Cidr.text(address);
    }

    private static ServinException internal(String message) {
        return new ServinException(ErrorKind.INTERNAL, message);
    }

    private static Optional<Cidr> range(IpamPool pool, Cidr cidr) {
        if (pool.ipRange() == null || pool.ipRange().isEmpty()) {
            return Optional.empty();
        }
        Cidr range;
        try {
            range = Cidr.parse(pool.ipRange());
        } catch (IllegalArgumentException e) {
            throw new ServinException(ErrorKind.INTERNAL, "failed to parse pool request for address space \"LocalDefault\" pool \"" + cidr + "\" subpool \"" + pool.ipRange()
                    + "\": Invalid Address SubPool", e);
        }
        if (!cidr.overlaps(range) || range.length() < cidr.length()) {
            throw ServinException.invalid("invalid IP range " + range + ": not within subnet " + cidr);
        }
        return Optional.of(range);
    }
}
