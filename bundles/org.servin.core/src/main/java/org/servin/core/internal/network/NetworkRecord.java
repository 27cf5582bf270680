package org.servin.core.internal.network;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.servin.core.network.IpamPool;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.NetworkScope;
import org.servin.spi.network.NetworkSpec;

/**
 * A network as it is kept.
 *
 * @param id 64 hexadecimal digits
 * @param name its name
 * @param created ISO 8601
 * @param driver the driver's name
 * @param predefined whether the engine made it, so that it cannot be removed
 * @param internal no way out
 * @param attachable as asked
 * @param configOnly whether it only keeps a configuration for others
 * @param configFrom the network that keeps its configuration; null for none
 * @param ipv6 whether IPv6 is on
 * @param ipamOptions as asked; null where none were given
 * @param asked subnets as asked
 * @param pools subnets as they are, with gateways
 * @param options the driver's options
 * @param labels labels
 * @param scope how far it reaches, as {@link NetworkScope} has it; null, in records of earlier versions, for this host
 */
record NetworkRecord(
        String id,
        String name,
        String created,
        String driver,
        boolean predefined,
        boolean internal,
        boolean attachable,
        boolean configOnly,
        String configFrom,
        boolean ipv6,
        Map<String, String> ipamOptions,
        List<IpamPool> asked,
        List<IpamPool> pools,
        Map<String, String> options,
        Map<String, String> labels,
        String scope) {
    NetworkRecord {
        scope = scope == null ? NetworkScope.LOCAL.text() : scope;
        asked = List.copyOf(asked);
        pools = List.copyOf(pools);
        options = Collections.unmodifiableMap(new TreeMap<>(options));
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    Instant createdAt() {
        return Instant.parse(created);
    }

    /** For its driver. */
    NetworkSpec spec() {
        List<AddressPool> addressPools = pools.stream().map(p -> new AddressPool(p.subnet(), Optional.ofNullable(p.gateway()))).toList();
        return new NetworkSpec(id, name, addressPools, internal, ipv6, options);
    }

    /** As dockerd shows subnets: of each family those that were asked for as they were asked for, or what was chosen. */
    List<IpamPool> shown() {
        if (predefined) {
            return pools;
        }
        List<IpamPool> shown = new ArrayList<>();
        for (boolean v6 : new boolean[] {false, true}) {
            List<IpamPool> wished = asked.stream().filter(p -> isV6(p) == v6).toList();
            shown.addAll(wished.isEmpty() ? pools.stream().filter(p -> isV6(p) == v6).toList() : wished);
        }
        return shown;
    }

    static boolean isV6(IpamPool pool) {
        return pool.subnet().indexOf(':') >= 0;
    }
}
