package org.servin.spi.network;

import java.util.Objects;

/**
 * One published port.
 *
 * @param protocol the transport protocol
 * @param containerPort 1 to 65535
 * @param hostAddress an address of the host; {@code 0.0.0.0} or {@code ::} for all of that family; empty for
 *     the driver's default, which may be one of each family
 * @param hostPort first port of the range to choose from; 0 for any free one
 * @param hostPortEnd last port of the range, at least {@code hostPort}
 */
public record PortMapping(Protocol protocol, int containerPort, String hostAddress, int hostPort, int hostPortEnd) {
    /** Checks ranges. */
    public PortMapping {
        Objects.requireNonNull(protocol, "protocol is null");
        Objects.requireNonNull(hostAddress, "hostAddress is null");
        if (containerPort < 1 || containerPort > 65535 || hostPort < 0 || hostPortEnd > 65535 || hostPortEnd < hostPort) {
            throw new IllegalArgumentException("port out of range: " + containerPort + ", " + hostPort + "-" + hostPortEnd);
        }
    }

    /** The same mapping with the port that was chosen. */
    public PortMapping at(int chosen) {
        return new PortMapping(protocol, containerPort, hostAddress, chosen, chosen);
    }
}
