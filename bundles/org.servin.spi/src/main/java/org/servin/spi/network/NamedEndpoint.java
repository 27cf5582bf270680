package org.servin.spi.network;

import java.util.List;
import java.util.Objects;

/**
 * An endpoint as other hosts see it: how containers there find it by name.
 *
 * @param id 64 hexadecimal digits
 * @param containerName without the leading slash
 * @param aliases its other names on the network
 * @param addresses with prefix length, as in {@link EndpointSpec#addresses()}
 * @param exposed ports that it says it serves, such as {@code 80/tcp}
 */
public record NamedEndpoint(String id, String containerName, List<String> aliases, List<String> addresses, List<String> exposed) {
    /** Copies the lists. */
    public NamedEndpoint {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(containerName, "containerName is null");
        aliases = List.copyOf(aliases);
        addresses = List.copyOf(addresses);
        exposed = List.copyOf(exposed);
    }
}
