package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.core.container.ContainerView;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;

/** {@code EndpointSettings}: a container's place on a network. */
public record EndpointDocument(
        @JsonProperty("IPAMConfig") EndpointConfig.IpamConfig ipamConfig,
        List<String> links,
        List<String> aliases,
        @JsonProperty("NetworkID") String networkId,
        @JsonProperty("EndpointID") String endpointId,
        String gateway,
        @JsonProperty("IPAddress") String ipAddress,
        @JsonProperty("IPPrefixLen") int ipPrefixLen,
        @JsonProperty("IPv6Gateway") String ipv6Gateway,
        @JsonProperty("GlobalIPv6Address") String globalIpv6Address,
        @JsonProperty("GlobalIPv6PrefixLen") int globalIpv6PrefixLen,
        String macAddress,
        Map<String, String> driverOpts) {
    /** One place. */
    private static EndpointDocument of(EndpointView e) {
        EndpointConfig c = e.config();
        return new EndpointDocument(c.ipamConfig(), c.links(), e.aliases() == null || e.aliases().isEmpty() ? null : e.aliases(), e.networkId(), e.endpointId(), e.gateway(),
                e.ipAddress(), e.ipPrefixLen(), e.ipv6Gateway(), e.globalIpv6Address(), e.globalIpv6PrefixLen(), e.macAddress(), c.driverOpts());
    }

    /** All places as lists show them: without names and options. */
    static Map<String, EndpointDocument> brief(ContainerView v) {
        Map<String, EndpointDocument> all = all(v);
        all.replaceAll((name, e) -> new EndpointDocument(e.ipamConfig, null, null, e.networkId, e.endpointId, e.gateway, e.ipAddress, e.ipPrefixLen, e.ipv6Gateway,
                e.globalIpv6Address, e.globalIpv6PrefixLen, e.macAddress, null));
        return all;
    }

    /** All places, by network. Which network a name stands for is settled when the container starts, so dockerd does not tell before. */
    static Map<String, EndpointDocument> all(ContainerView v) {
        Map<String, EndpointDocument> all = new LinkedHashMap<>();
        v.network().endpoints().forEach((name, e) -> all.put(name, of(e)));
        return all;
    }
}
