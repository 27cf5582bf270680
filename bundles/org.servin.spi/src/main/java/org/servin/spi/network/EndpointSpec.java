package org.servin.spi.network;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a container joins a network.
 *
 * @param id 64 hexadecimal digits
 * @param network the network's id
 * @param containerName for messages, without the leading slash
 * @param interfaceName the name inside the container, such as {@code eth0}
 * @param mac the link-layer address, six pairs of hexadecimal digits with colons; empty for none
 * @param addresses with prefix length, such as {@code 172.17.0.2/16}; one IPv4 and perhaps IPv6 ones
 * @param gateways default routes to set: at most one of each family
 * @param ports what to publish on the host
 */
public record EndpointSpec(
        String id,
        String network,
        String containerName,
        String interfaceName,
        String mac,
        List<String> addresses,
        List<String> gateways,
        List<PortMapping> ports) {
    /** Copies the collections. */
    public EndpointSpec {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(network, "network is null");
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
        ports = List.copyOf(ports);
    }

    /** The first address of IPv4. */
    public Optional<String> ipv4() {
        return addresses.stream().filter(a -> a.indexOf(':') < 0).findFirst();
    }

    /** The first address of IPv6. */
    public Optional<String> ipv6() {
        return addresses.stream().filter(a -> a.indexOf(':') >= 0).findFirst();
    }

    /** The same endpoint with the ports that were chosen. */
    public EndpointSpec withPorts(List<PortMapping> chosen) {
        return with(gateways, chosen);
    }

    /** The same endpoint with other default routes and ports. */
    public EndpointSpec with(List<String> otherGateways, List<PortMapping> otherPorts) {
        return new EndpointSpec(id, network, containerName, interfaceName, mac, addresses, otherGateways, otherPorts);
    }

    /** The same endpoint of a container of another name. */
    public EndpointSpec ofContainer(String name) {
        return new EndpointSpec(id, network, name, interfaceName, mac, addresses, gateways, ports);
    }

    /** The same endpoint with another name of its interface. */
    public EndpointSpec withInterface(String name) {
        return new EndpointSpec(id, network, containerName, name, mac, addresses, gateways, ports);
    }
}
