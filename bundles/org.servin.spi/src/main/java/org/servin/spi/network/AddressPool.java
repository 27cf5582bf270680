package org.servin.spi.network;

import java.util.Objects;
import java.util.Optional;

/**
 * One subnet of a network.
 *
 * @param subnet in CIDR form, IPv4 or IPv6
 * @param gateway the address that the host's side takes, without prefix length; empty for none
 */
public record AddressPool(String subnet, Optional<String> gateway) {
    /** Checks that nothing is null. */
    public AddressPool {
        Objects.requireNonNull(subnet, "subnet is null");
        Objects.requireNonNull(gateway, "gateway is null");
    }
}
