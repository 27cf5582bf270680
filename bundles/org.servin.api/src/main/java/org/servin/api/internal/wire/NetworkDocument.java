package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.servin.api.internal.http.Timestamps;
import org.servin.core.network.IpamPool;
import org.servin.core.network.NetworkInfo;

/** {@code Network}. */
public record NetworkDocument(
        String name,
        String id,
        String created,
        String scope,
        String driver,
        @JsonProperty("EnableIPv6") boolean enableIpv6,
        @JsonProperty("IPAM") Ipam ipam,
        boolean internal,
        boolean attachable,
        boolean ingress,
        ConfigFrom configFrom,
        boolean configOnly,
        Map<String, Member> containers,
        Map<String, String> options,
        Map<String, String> labels) {
    /** Addresses. */
    public record Ipam(String driver, Map<String, String> options, List<IpamPool> config) { }

    /** The network that keeps the configuration; empty for none. */
    public record ConfigFrom(String network) { }

    /** A running container on the network. */
    public record Member(
            String name, @JsonProperty("EndpointID") String endpointId, String macAddress, @JsonProperty("IPv4Address") String ipv4Address, @JsonProperty("IPv6Address") String ipv6Address) { }

    /** One network; lists leave its members out. */
    public static NetworkDocument of(NetworkInfo n, boolean members) {
        Map<String, Member> containers = new TreeMap<>();
        if (members) {
            n.members().forEach((id, m) -> containers.put(id, new Member(m.name(), m.endpointId(), m.macAddress(), m.ipv4Address(), m.ipv6Address())));
        }
        return new NetworkDocument(n.name(), n.id(), Timestamps.text(n.created()), n.scope(), n.driver(), n.ipv6(), new Ipam(n.ipamDriver(), n.ipamOptions(), n.pools()), n.internal(),
                n.attachable(), false, new ConfigFrom(n.configFrom()), n.configOnly(), containers, n.options(), n.labels());
    }
}
