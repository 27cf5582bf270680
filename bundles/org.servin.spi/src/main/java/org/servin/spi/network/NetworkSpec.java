package org.servin.spi.network;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a network is asked to be.
 *
 * @param id 64 hexadecimal digits
 * @param name its name
 * @param pools its subnets; empty for drivers without addresses
 * @param internal whether it must not reach beyond itself
 * @param ipv6 whether containers get IPv6 addresses
 * @param options the driver's options; an unknown key of the driver's own prefix is INVALID_ARGUMENT naming it
 */
public record NetworkSpec(String id, String name, List<AddressPool> pools, boolean internal, boolean ipv6, Map<String, String> options) {
    /** Copies the collections. */
    public NetworkSpec {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(name, "name is null");
        pools = List.copyOf(pools);
        options = Map.copyOf(options);
    }
}
