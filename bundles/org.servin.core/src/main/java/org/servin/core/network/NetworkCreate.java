package org.servin.core.network;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A wish for a network.
 *
 * @param name its name
 * @param checkDuplicate whether a second one of the name is refused
 * @param driver the driver's name; empty for the default
 * @param internal no way out
 * @param attachable as asked; of meaning in clusters only
 * @param ingress refused without a cluster
 * @param scope {@code local} or empty; others are refused without a cluster
 * @param configOnly whether it only keeps a configuration for others
 * @param configFrom the name of a network that keeps its configuration; empty for none
 * @param ipv6 whether IPv6 is on
 * @param ipamDriver empty or {@code default}
 * @param ipamOptions the address driver's options
 * @param pools subnets; empty for one of the default pools
 * @param options the driver's options
 * @param labels labels
 */
public record NetworkCreate(
        String name,
        boolean checkDuplicate,
        String driver,
        boolean internal,
        boolean attachable,
        boolean ingress,
        String scope,
        boolean configOnly,
        String configFrom,
        boolean ipv6,
        String ipamDriver,
        Map<String, String> ipamOptions,
        List<IpamPool> pools,
        Map<String, String> options,
        Map<String, String> labels) {
    /** Checks that only the address driver's options are null, if anything is. */
    public NetworkCreate {
        for (Object part : new Object[] {name, driver, scope, configFrom, ipamDriver, pools, options, labels}) {
            Objects.requireNonNull(part, "a part of the wish for a network is null");
        }
        pools = List.copyOf(pools);
    }
}
