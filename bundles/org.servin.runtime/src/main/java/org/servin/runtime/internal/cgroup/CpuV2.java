package org.servin.runtime.internal.cgroup;

import java.util.Map;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.runtime.Resources;

/** Controller {@code cpu} of version 2 (kernel: Documentation/admin-guide/cgroup-v2.rst). */
final class CpuV2 implements Controller {
    private static final String MAX = "cpu.max";
    private static final long NANOS_PER_MICRO = 1_000;

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        resources.cpuShares().ifPresent(shares -> writer.write(group, "cpu.weight", weight(shares)));
        if (resources.cpuQuota().isPresent() || resources.cpuPeriod().isPresent()) {
            String quota = resources.cpuQuota().isPresent() ? quota(resources.cpuQuota().getAsLong()) : presentQuota(group, writer);
            // Without a period the kernel keeps the one in force.
            writer.write(group, MAX, resources.cpuPeriod().isPresent() ? quota + " " + resources.cpuPeriod().getAsLong() : quota);
        }
    }

    private static String quota(long micros) {
        return micros > 0 ? Long.toString(micros) : "max";
    }

    private static String presentQuota(CgroupFolder group, Writer writer) {
        return writer.isFresh() ? "max" : group.read(MAX).split(" ")[0];
    }

    /** Shares 2 to 262144 become weights 1 to 10000, in the proportion that all engines use. */
    static long weight(long shares) {
        return shares == 0 ? 100 : 1 + (Math.max(2, Math.min(262_144, shares)) - 2) * 9_999 / 262_142;
    }

    @Override
    public void count(CgroupFolder group, Counters counters) {
        Map<String, Long> stat = group.table("cpu.stat");
        counters.cpuTotal = stat.getOrDefault("usage_usec", 0L) * NANOS_PER_MICRO;
        counters.cpuUser = stat.getOrDefault("user_usec", 0L) * NANOS_PER_MICRO;
        counters.cpuKernel = stat.getOrDefault("system_usec", 0L) * NANOS_PER_MICRO;
        counters.periods = stat.getOrDefault("nr_periods", 0L);
        counters.throttledPeriods = stat.getOrDefault("nr_throttled", 0L);
        counters.throttledTime = stat.getOrDefault("throttled_usec", 0L) * NANOS_PER_MICRO;
    }
}
