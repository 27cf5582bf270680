package org.servin.core.network;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A network at one moment.
 *
 * @param id full id
 * @param name its name
 * @param created when
 * @param driver the driver's name
 * @param scope how far it reaches: {@code local}, {@code global} or {@code swarm}
 * @param internal no way out
 * @param attachable as asked
 * @param configOnly whether it only keeps a configuration for others
 * @param configFrom the network that keeps its configuration; empty for none
 * @param ipv6 whether IPv6 is on
 * @param ipamDriver {@code default}
 * @param ipamOptions as asked; null where none were given
 * @param pools subnets, gateways filled in
 * @param options the driver's options
 * @param labels labels
 * @param members running containers by full id
 */
public record NetworkInfo(
        String id,
        String name,
        Instant created,
        String driver,
        String scope,
        boolean internal,
        boolean attachable,
        boolean configOnly,
        String configFrom,
        boolean ipv6,
        String ipamDriver,
        Map<String, String> ipamOptions,
        List<IpamPool> pools,
        Map<String, String> options,
        Map<String, String> labels,
        Map<String, Member> members) {
    /** A running container on the network; addresses with prefix length, empty for none. */
    public record Member(String name, String endpointId, String macAddress, String ipv4Address, String ipv6Address) { }
}
