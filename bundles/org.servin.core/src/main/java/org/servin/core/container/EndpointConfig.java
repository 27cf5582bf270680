package org.servin.core.container;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * How a container wants to join one network: the asked-for part of {@code EndpointSettings} of the Docker API; null means "not given".
 *
 * @param ipamConfig wished addresses
 * @param links {@code container:alias}
 * @param aliases more names on that network
 * @param macAddress wished link-layer address
 * @param driverOpts the driver's options
 */
@JsonNaming(UpperCamelCaseStrategy.class)
public record EndpointConfig(
        @JsonProperty("IPAMConfig") IpamConfig ipamConfig,
        List<String> links,
        List<String> aliases,
        String macAddress,
        Map<String, String> driverOpts) {
    /** Wished addresses. */
    @JsonInclude(Include.NON_EMPTY)
    public record IpamConfig(
            @JsonProperty("IPv4Address") String ipv4Address,
            @JsonProperty("IPv6Address") String ipv6Address,
            @JsonProperty("LinkLocalIPs") List<String> linkLocalIps) { }

    /** Nothing wished. */
    public static EndpointConfig none() {
        return new EndpointConfig(null, null, null, null, null);
    }
}
