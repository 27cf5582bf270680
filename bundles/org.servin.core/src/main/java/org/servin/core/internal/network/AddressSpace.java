package org.servin.core.internal.network;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.servin.core.system.EngineSettings;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Chooses subnets for networks that name none: the first of the default pools that nobody uses. */
final class AddressSpace {
    private final List<Pool> pools;

    /**
     * Where subnets are cut from.
     *
     * @param base the whole
     * @param size prefix length of each subnet
     */
    record Pool(Cidr base, int size) { }

    AddressSpace(List<Pool> pools) {
        this.pools = List.copyOf(pools);
    }

    /** The pools of the setting {@code default-address-pools}, or dockerd's own. */
    static AddressSpace of(EngineSettings settings) {
        List<String> values = settings.values("default-address-pools");
        return new AddressSpace(values.isEmpty() ? docker() : values.stream().map(AddressSpace::parse).toList());
    }

    private static List<Pool> docker() {
        List<Pool> pools = new ArrayList<>();
        for (int i = 17; i < 32; i++) {
            pools.add(new Pool(Cidr.parse("172." + i + ".0.0/16"), 16));
        }
        pools.add(new Pool(Cidr.parse("192.168.0.0/16"), 20));
        return pools;
    }

    /** Reads {@code base=10.0.0.0/8,size=24}, also as JSON. */
    private static Pool parse(String text) {
        String base = null;
        int size = -1;
        for (String part : text.replaceAll("[{}\"\\s]", "").split(",")) {
            int at = Math.max(part.indexOf('='), part.startsWith("base:") || part.startsWith("size:") ? part.indexOf(':') : -1);
            String key = at < 0 ? part : part.substring(0, at);
            if (key.equals("base")) {
                base = part.substring(at + 1);
            } else if (key.equals("size")) {
                size = Integer.parseInt(part.substring(at + 1));
            }
        }
        if (base == null || size < 0) {
            throw ServinException.invalid("invalid default-address-pools: " + text + ": needs base and size");
        }
        Cidr cidr = Cidr.parse(base);
        if (size < cidr.length() || size > cidr.bits()) {
            throw ServinException.invalid("invalid default-address-pools: " + text + ": the size must lie between the base's and " + cidr.bits());
        }
        return new Pool(cidr, size);
    }

    /** The first subnet that overlaps with none of those in use. */
    Cidr choose(boolean v6, Collection<Cidr> inUse) {
        return pools.stream().filter(p -> p.base().v6() == v6).flatMap(p -> cut(p, inUse).stream()).findFirst().orElseThrow(() -> new ServinException(ErrorKind.NOT_FOUND,
                "could not find an available, non-overlapping " + (v6 ? "IPv6" : "IPv4") + " address pool among the defaults to assign to the network"));
    }

    private static Optional<Cidr> cut(Pool pool, Collection<Cidr> inUse) {
        BigInteger step = BigInteger.ONE.shiftLeft(pool.base().bits() - pool.size());
        BigInteger end = pool.base().base().add(pool.base().size());
        BigInteger at = pool.base().base();
        while (at.compareTo(end) < 0) {
            Cidr candidate = new Cidr(at, pool.size(), pool.base().v6());
            Optional<Cidr> hit = inUse.stream().filter(candidate::overlaps).findFirst();
            if (hit.isEmpty()) {
                return Optional.of(candidate);
            }
            // go on behind what is in the way, at a multiple of the step
            BigInteger behind = hit.get().base().add(hit.get().size()).max(at.add(step));
            at = behind.add(step).subtract(BigInteger.ONE).divide(step).multiply(step);
        }
        return Optional.empty();
    }
}
