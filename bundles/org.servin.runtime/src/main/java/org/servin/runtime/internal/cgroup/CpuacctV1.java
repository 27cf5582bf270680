package org.servin.runtime.internal.cgroup;

import java.util.Arrays;
import java.util.Map;
import org.servin.linux.cgroup.CgroupFolder;

/** Controller {@code cpuacct} of version 1: counts only. */
final class CpuacctV1 implements Controller {
    /** cpuacct.stat counts in USER_HZ, which is 100 on every architecture we run on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    @Override
    public String name() {
        return "cpuacct";
    }

    @Override
    public void count(CgroupFolder group, Counters counters) {
        counters.cpuTotal = group.number("cpuacct.usage", 0);
        group.readIfPresent("cpuacct.usage_percpu").map(String::trim).filter(text -> !text.isEmpty())
                .ifPresent(text -> counters.cpuPerCpu = Arrays.stream(text.split(" ")).map(Long::valueOf).toList());
        Map<String, Long> stat = group.table("cpuacct.stat");
        counters.cpuUser = stat.getOrDefault("user", 0L) * NANOS_PER_TICK;
        counters.cpuKernel = stat.getOrDefault("system", 0L) * NANOS_PER_TICK;
    }
}
