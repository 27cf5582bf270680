package org.servin.core.internal.launch;

import java.util.List;
import org.servin.core.container.ResourceLimits;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Limits of processor time. Periods, quotas and run times are microseconds. */
final class CpuChecks {
    private static final long NANOS = 1_000_000_000L;
    private static final String CONTROLLER = "cpu";
    private final Controllers controllers;

    CpuChecks(Controllers controllers) {
        this.controllers = controllers;
    }

    /** Real-time limits, which dockerd looks at while it reads a request. */
    void realtime(ResourceLimits wish) {
        boolean possible = controllers.hasLegacy(CONTROLLER, "cpu.rt_period_us") && controllers.hasLegacy(CONTROLLER, "cpu.rt_runtime_us");
        if ((wish.cpuRealtimePeriod() != 0 || wish.cpuRealtimeRuntime() != 0) && !possible) {
            throw new ServinException(ErrorKind.INTERNAL, "Your kernel does not support CPU real-time scheduler");
        }
        if (wish.cpuRealtimePeriod() != 0 && wish.cpuRealtimeRuntime() != 0 && wish.cpuRealtimeRuntime() > wish.cpuRealtimePeriod()) {
            throw new ServinException(ErrorKind.INTERNAL, "cpu real-time runtime cannot be higher than cpu real-time period");
        }
    }

    void check(LimitsDraft limits, List<String> warnings) {
        boolean quotas = controllers.has(CONTROLLER, "cpu.cfs_quota_us");
        processors(limits, quotas);
        if (limits.cpuShares > 0 && !controllers.has(CONTROLLER, "cpu.shares")) {
            warnings.add(Controllers.unsupported("CPU shares") + "Shares discarded.");
            limits.cpuShares = 0;
        }
        bandwidth(limits, quotas, warnings);
        if (limits.cpuPercent > 0) {
            warnings.add("linux does not support CPU percent. Percent discarded.");
            limits.cpuPercent = 0;
        }
    }

    private void processors(LimitsDraft limits, boolean quotas) {
        if (limits.nanoCpus > 0 && limits.cpuPeriod > 0) {
            throw ServinException.invalid("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        }
        if (limits.nanoCpus > 0 && limits.cpuQuota > 0) {
            throw ServinException.invalid("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        }
        if (limits.nanoCpus > 0 && !quotas) {
            throw ServinException.invalid("NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler or the cgroup is not mounted");
        }
        if (limits.nanoCpus == 0) {
            return; // counting the processors takes time
        }
        int there = controllers.facts().cpus();
        // dockerd names 0.01 and takes less: so do we.
        if (limits.nanoCpus < 0 || limits.nanoCpus > there * NANOS) {
            throw ServinException.invalid("Range of CPUs is from 0.01 to " + there + ".00, as there are only " + there + " CPUs available");
        }
    }

    private static void bandwidth(LimitsDraft limits, boolean quotas, List<String> warnings) {
        if ((limits.cpuPeriod != 0 || limits.cpuQuota != 0) && !quotas) {
            warnings.add("Your kernel does not support CPU CFS scheduler. CPU period/quota discarded.");
            limits.cpuPeriod = 0;
            limits.cpuQuota = 0;
        }
        if (limits.cpuPeriod != 0 && (limits.cpuPeriod < 1_000 || limits.cpuPeriod > 1_000_000)) {
            throw ServinException.invalid("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        }
        if (limits.cpuQuota > 0 && limits.cpuQuota < 1_000) {
            throw ServinException.invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
        }
    }
}
