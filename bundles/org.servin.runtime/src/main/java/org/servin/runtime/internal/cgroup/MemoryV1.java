package org.servin.runtime.internal.cgroup;

import java.util.OptionalLong;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.runtime.Resources;

/** Controller {@code memory} of version 1 (kernel: Documentation/admin-guide/cgroup-v1/memory.rst). */
final class MemoryV1 implements Controller {
    static final String OOM_CONTROL = "memory.oom_control";
    private static final String LIMIT = "memory.limit_in_bytes";
    private static final String SWAP_LIMIT = "memory.memsw.limit_in_bytes";
    private static final String KERNEL_LIMIT = "memory.kmem.limit_in_bytes";

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        limits(group, resources.memory(), resources.memorySwap(), writer);
        resources.memoryReservation().ifPresent(bytes -> writer.write(group, "memory.soft_limit_in_bytes", bytes));
        resources.memorySwappiness().ifPresent(percent -> writer.write(group, "memory.swappiness", percent));
        resources.kernelMemoryTcp().ifPresent(bytes -> writer.write(group, "memory.kmem.tcp.limit_in_bytes", bytes));
        // Linux 6.1 and newer have no limit of kernel memory of its own: it counts as memory.
        resources.kernelMemory().ifPresent(bytes -> {
            if (group.has(KERNEL_LIMIT)) {
                writer.write(group, KERNEL_LIMIT, bytes);
            }
        });
        resources.oomKillDisable().filter(disable -> disable || !writer.isFresh())
                .ifPresent(disable -> group.write(OOM_CONTROL, disable ? "1" : "0"));
    }

    /** Memory must never be more than memory and swap together, so what is raised goes in the other order than what is lowered. */
    private static void limits(CgroupFolder group, OptionalLong memory, OptionalLong swap, Writer writer) {
        boolean swapFirst = swap.isPresent() && !writer.isFresh()
                && (swap.getAsLong() < 0 || swap.getAsLong() > group.number(SWAP_LIMIT, Long.MAX_VALUE));
        if (swapFirst) {
            limitSwap(group, swap.getAsLong(), writer);
        }
        memory.ifPresent(bytes -> writer.write(group, LIMIT, bytes));
        if (swap.isPresent() && !swapFirst) {
            limitSwap(group, swap.getAsLong(), writer);
        }
    }

    private static void limitSwap(CgroupFolder group, long bytes, Writer writer) {
        if (bytes >= 0 || group.has(SWAP_LIMIT)) {
            writer.write(group, SWAP_LIMIT, bytes);
        }
    }

    @Override
    public void count(CgroupFolder group, Counters counters) {
        counters.memoryUsage = group.number("memory.usage_in_bytes", 0);
        counters.memoryMax = group.number("memory.max_usage_in_bytes", -1);
        counters.memoryFailures = group.number("memory.failcnt", -1);
        counters.memoryLimit = HostMemory.atMost(group.number(LIMIT, Long.MAX_VALUE));
        counters.memory = group.table("memory.stat");
    }
}
