package org.servin.core.internal.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of one subnet of a network. Chosen addresses follow one another, and one that was given back is used again last: caches that still know it elsewhere have
 * time to forget. Not thread-safe: the network guards it.
 */
final class Subnet {
    private final Cidr cidr;
    private final Cidr range;
    private final Set<BigInteger> used = new HashSet<>();
    private BigInteger next;

    /** @param range where addresses are chosen from; empty for the whole subnet */
    Subnet(Cidr cidr, Optional<Cidr> range) {
        this.cidr = cidr;
        this.range = range.orElse(cidr);
        this.next = BigInteger.ZERO;
        used.add(cidr.base());
        if (!cidr.v6() && cidr.length() < 31) {
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

    /** Takes the next free address of the range; empty if there is none. */
    Optional<InetAddress> take() {
        BigInteger size = range.size();
        // among one more than are in use there is a free one, unless the range is smaller
        BigInteger tries = size.min(BigInteger.valueOf(used.size() + 1L));
        for (BigInteger i = BigInteger.ZERO; i.compareTo(tries) < 0; i = i.add(BigInteger.ONE)) {
            BigInteger offset = next.add(i).mod(size);
            if (used.add(range.base().add(offset))) {
                next = offset.add(BigInteger.ONE).mod(size);
                return Optional.of(range.at(offset));
            }
        }
        return Optional.empty();
    }

    void free(InetAddress address) {
        used.remove(Cidr.number(address));
    }
}
