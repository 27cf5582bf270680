package org.servin.runtime.internal.cgroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.servin.spi.runtime.Stats;

/** Gathers a {@link Stats} from several controllers. */
final class Counters {
    long cpuTotal;
    List<Long> cpuPerCpu = List.of();
    long cpuUser;
    long cpuKernel;
    long periods;
    long throttledPeriods;
    long throttledTime;
    long memoryUsage;
    long memoryMax = -1;
    long memoryLimit;
    long memoryFailures = -1;
    Map<String, Long> memory = Map.of();
    long pids;
    long pidsLimit;
    final List<Stats.BlkioEntry> blkio = new ArrayList<>();

    Stats toStats(int cgroupVersion) {
        return new Stats(cpuTotal, cpuPerCpu, cpuUser, cpuKernel, periods, throttledPeriods, throttledTime,
                memoryUsage, memoryMax, memoryLimit, memoryFailures, memory, pids, pidsLimit, blkio, cgroupVersion);
    }
}
