package org.servin.runtime.internal.cgroup;

import java.util.Map;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.runtime.Resources;

/** Controller {@code cpu} of version 1 (kernel: Documentation/scheduler/sched-bwc.rst). */
final class CpuV1 implements Controller {
    private static final String PERIOD = "cpu.cfs_period_us";
    private static final String QUOTA = "cpu.cfs_quota_us";

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        resources.cpuShares().ifPresent(shares -> writer.write(group, "cpu.shares", shares));
        // Lifting the quota first lets the period change at all: the kernel refuses a period that makes the ratio exceed the parent's.
        if (!writer.isFresh() && resources.cpuPeriod().isPresent() && resources.cpuQuota().isPresent()) {
            writer.write(group, QUOTA, -1);
        }
        resources.cpuPeriod().ifPresent(period -> writer.write(group, PERIOD, period));
        resources.cpuQuota().ifPresent(quota -> writer.write(group, QUOTA, quota));
        resources.cpuRealtimePeriod().ifPresent(period -> writer.write(group, "cpu.rt_period_us", period));
        resources.cpuRealtimeRuntime().ifPresent(runtime -> writer.write(group, "cpu.rt_runtime_us", runtime));
    }

    @Override
    public void count(CgroupFolder group, Counters counters) {
        Map<String, Long> stat = group.table("cpu.stat");
        counters.periods = stat.getOrDefault("nr_periods", 0L);
        counters.throttledPeriods = stat.getOrDefault("nr_throttled", 0L);
        counters.throttledTime = stat.getOrDefault("throttled_time", 0L);
    }
}
