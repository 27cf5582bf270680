package org.servin.core.internal.network;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.servin.core.system.EngineSettings;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Chooses subnets for networks that name none: one of the default pools that nobody uses, and as in dockerd those that were given back last. Thread-safe. */
final class AddressSpace {
    private final List<Pool> pools;
    private Optional<Chosen> last = Optional.empty();

    /** A choice, and which pool it was cut from. */
    private record Chosen(int pool, Cidr subnet) { }

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

    /** The first subnet after the one that was chosen last, or else from the beginning, that overlaps with none of those in use. */
    synchronized Cidr choose(boolean v6, Collection<Cidr> inUse) {
        int at = last.map(l -> l.pool).orElse(0);
        BigInteger from = last.map(l -> l.subnet.base().add(l.subnet.size())).orElse(BigInteger.ZERO);
        for (int i = 0; i <= pools.size(); i++) {
            int index = (at + i) % pools.size();
            Pool pool = pools.get(index);
            BigInteger start = i == 0 ? from.max(pool.base().base()) : pool.base().base();
            Optional<Cidr> found = pool.base().v6() == v6 ? cut(pool, start, inUse) : Optional.empty();
            if (found.isPresent()) {
                last = Optional.of(new Chosen(index, found.get()));
                return found.get();
            }
        }
        throw new ServinException(ErrorKind.NOT_FOUND,
                "could not find an available, non-overlapping " + (v6 ? "IPv6" : "IPv4") + " address pool among the defaults to assign to the network");
    }

    private static Optional<Cidr> cut(Pool pool, BigInteger start, Collection<Cidr> inUse) {
        BigInteger step = BigInteger.ONE.shiftLeft(pool.base().bits() - pool.size());
        BigInteger end = pool.base().base().add(pool.base().size());
        BigInteger at = start;
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
