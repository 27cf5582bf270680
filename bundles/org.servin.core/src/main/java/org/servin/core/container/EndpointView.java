package org.servin.core.container;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A container's place on one network. Addresses are empty strings and lengths 0 while it does not run.
 *
 * @param config what was asked for
 * @param networkId full id of the network
 * @param endpointId full id; empty while not joined
 * @param gateway IPv4
 * @param ipAddress IPv4, without length
 * @param ipPrefixLen IPv4
 * @param ipv6Gateway IPv6
 * @param globalIpv6Address IPv6, without length
 * @param globalIpv6PrefixLen IPv6
 * @param macAddress link-layer
 * @param aliases all names beside the container's
 */
public record EndpointView(
        EndpointConfig config,
        String networkId,
        String endpointId,
        String gateway,
        String ipAddress,
        int ipPrefixLen,
        String ipv6Gateway,
        String globalIpv6Address,
        int globalIpv6PrefixLen,
        String macAddress,
        List<String> aliases) {
    /** A place that was asked for, before the first start. */
    public static EndpointView asked(EndpointConfig config, List<String> aliases) {
        return new EndpointView(config, "", "", "", "", 0, "", "", 0, Objects.requireNonNullElse(config.macAddress(), ""), aliases);
    }

    /** The same without what it has only while joined. */
    public EndpointView detached() {
        return new EndpointView(config, networkId, "", "", "", 0, "", "", 0, "", aliases);
    }

    /** Names and driver options that were asked for; never null. */
    public Map<String, String> driverOpts() {
        return config.driverOpts() == null ? Map.of() : config.driverOpts();
    }
}
