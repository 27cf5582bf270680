package org.servin.runtime.internal.cgroup;

import java.util.OptionalLong;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Resources;

/** Controller {@code memory} of version 2, which counts swap apart from memory. */
final class MemoryV2 implements Controller {
    static final String EVENTS = "memory.events";
    private static final String LIMIT = "memory.max";
    private static final String SWAP_LIMIT = "memory.swap.max";

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        resources.memory().ifPresent(bytes -> writer.write(group, LIMIT, text(bytes)));
        resources.memorySwap().ifPresent(both -> limitSwap(group, both, resources.memory(), writer));
        resources.memoryReservation().ifPresent(bytes -> writer.write(group, "memory.low", text(bytes)));
    }

    private static void limitSwap(CgroupFolder group, long both, OptionalLong memory, Writer writer) {
        if (both < 0) {
            // Without swap accounting there is nothing to lift.
            if (!writer.isFresh() && group.has(SWAP_LIMIT)) {
                writer.write(group, SWAP_LIMIT, "max");
            }
            return;
        }
        long limit = memory.isPresent() ? memory.getAsLong() : group.number(LIMIT, Long.MAX_VALUE);
        if (limit < 0 || limit == Long.MAX_VALUE || both < limit) {
            throw ServinException.invalid("memory and swap together of " + both + " bytes need a memory limit that is not above it");
        }
        writer.write(group, SWAP_LIMIT, both - limit);
    }

    private static String text(long bytes) {
        return bytes < 0 ? "max" : Long.toString(bytes);
    }

    @Override
    public void count(CgroupFolder group, Counters counters) {
        counters.memoryUsage = group.number("memory.current", 0);
        counters.memoryFailures = group.table(EVENTS).getOrDefault("oom", -1L); // as dockerd counts
        counters.memoryLimit = HostMemory.atMost(group.number(LIMIT, Long.MAX_VALUE));
        counters.memory = group.table("memory.stat");
    }
}
