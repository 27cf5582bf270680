package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** All subnets of a new network; messages are dockerd's. */
    List<IpamPool> resolve(List<IpamPool> asked, boolean ipv6) {
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
            resolved.add(complete(pool, cidr));
        }
        addMissing(resolved, false);
        if (ipv6) {
            addMissing(resolved, true);
        }
        return resolved;
    }

    private void addMissing(List<IpamPool> resolved, boolean v6) {
        if (resolved.stream().noneMatch(p -> NetworkRecord.isV6(p) == v6)) {
            List<Cidr> inUse = new ArrayList<>(ours);
            inUse.addAll(hosts);
            resolved.forEach(p -> inUse.add(Cidr.parse(p.subnet())));
            Cidr chosen = space.choose(v6, inUse);
            resolved.add(v6 ? resolved.size() : 0, complete(new IpamPool(chosen.toString(), null, null, null), chosen));
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

    private static IpamPool complete(IpamPool pool, Cidr cidr) {
        Optional<Cidr> range = range(pool, cidr);
        Subnet subnet = new Subnet(cidr, range);
        Map<String, String> auxiliary = pool.auxiliaryAddresses() == null ? Map.of() : pool.auxiliaryAddresses();
        auxiliary.forEach((name, address) -> {
            if (!Cidr.isAddress(address) || !cidr.contains(Cidr.address(address))) {
                throw outOfRange("secondary ip address (" + name + ":" + address + ")");
            }
            subnet.take(Cidr.address(address));
        });
        return new IpamPool(cidr.toString(), range.map(Cidr::toString).orElse(null), gateway(pool, cidr, subnet), auxiliary.isEmpty() ? null : Map.copyOf(auxiliary));
    }

    private static String gateway(IpamPool pool, Cidr cidr, Subnet subnet) {
        if (pool.gateway() == null || pool.gateway().isEmpty()) {
            return subnet.take().map(Cidr::text).orElseThrow(() -> new ServinException(ErrorKind.INTERNAL, "failed to allocate gateway (): no available IPv4 addresses"));
        }
        if (!Cidr.isAddress(pool.gateway())) {
            throw new ServinException(ErrorKind.INTERNAL, "invalid gateway address " + pool.gateway() + " in Ipam configuration");
        }
        if (!cidr.contains(Cidr.address(pool.gateway()))) {
            throw outOfRange("gateway (" + pool.gateway() + ")");
        }
        return Cidr.text(Cidr.address(pool.gateway()));
    }

    private static ServinException outOfRange(String what) {
        return new ServinException(ErrorKind.INTERNAL, "failed to allocate " + what + ": Requested address is out of range");
    }

    private static Optional<Cidr> range(IpamPool pool, Cidr cidr) {
        if (pool.ipRange() == null || pool.ipRange().isEmpty()) {
            return Optional.empty();
        }
        Cidr range;
        try {
            range = Cidr.parse(pool.ipRange());
        } catch (IllegalArgumentException e) {
            throw new ServinException(ErrorKind.INTERNAL, "Invalid subnet " + pool.ipRange() + " : " + e.getMessage(), e);
        }
        if (!cidr.overlaps(range) || range.length() < cidr.length()) {
            throw ServinException.invalid("invalid IP range " + range + ": not within subnet " + cidr);
        }
        return Optional.of(range);
    }
}
