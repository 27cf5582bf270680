package org.servin.core.internal.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The addresses of one subnet of a network. As in dockerd the lowest free one is chosen. Not thread-safe: the network guards it. */
final class Subnet {
    private final Cidr cidr;
    private final Cidr range;
    private final Set<BigInteger> used = new HashSet<>();
    /** Where to look first, from the range's beginning on: all before it are in use. */
    private BigInteger next = BigInteger.ZERO;

    /** @param range where addresses are chosen from; empty for the whole subnet */
    Subnet(Cidr cidr, Optional<Cidr> range) {
        this.cidr = cidr;
        this.range = range.orElse(cidr);
        used.add(cidr.base());
        if (!cidr.v6()) {
            used.add(cidr.base().add(cidr.size()).subtract(BigInteger.ONE));
        }
    }

    Cidr cidr() {
        return cidr;
    }

    boolean contains(InetAddress address) {
        return cidr.contains(address);
    }

    /** Takes an address; false if it is in use. */
    boolean take(InetAddress address) {
        return used.add(Cidr.number(address));
    }

    /** Takes a free address of the range; empty if there is none. */
    Optional<InetAddress> take() {
        while (next.compareTo(range.size()) < 0) {
            BigInteger offset = next;
            next = next.add(BigInteger.ONE);
            if (used.add(range.base().add(offset))) {
                return Optional.of(range.at(offset));
            }
        }
        return Optional.empty();
    }

    void free(InetAddress address) {
        BigInteger number = Cidr.number(address);
        if (used.remove(number)) {
            next = next.min(number.subtract(range.base()).max(BigInteger.ZERO));
        }
    }
}
