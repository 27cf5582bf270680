package org.servin.core.internal.launch;

import java.util.ArrayList;
import java.util.List;
import org.servin.core.container.HostConfig;
import org.servin.core.container.ResourceLimits;
import org.servin.core.internal.launch.LaunchPlanner.Updated;
import org.servin.spi.ServinException;

/** Lays new limits over present ones. */
final class LimitUpdate {
    private LimitUpdate() { }

    static Updated update(HostConfig host, ResourceLimits wish, LimitChecks checks) {
        List<String> warnings = new ArrayList<>();
        ResourceLimits changes = checks.check(wish, true, warnings);
        ResourceLimits present = host.resources();
        conflicts(present, changes);
        ResourceLimits merged = merge(present, changes);
        return new Updated(merged, warnings, LimitsPlan.ofUpdate(changes));
    }

    private static void conflicts(ResourceLimits present, ResourceLimits changes) {
        refuse(changes.nanoCpus() > 0 && present.cpuPeriod() > 0, "Nano CPUs cannot be updated as CPU Period has already been set");
        refuse(changes.nanoCpus() > 0 && present.cpuQuota() > 0, "Nano CPUs cannot be updated as CPU Quota has already been set");
        refuse(changes.cpuPeriod() > 0 && present.nanoCpus() > 0, "CPU Period cannot be updated as NanoCPUs has already been set");
        refuse(changes.cpuQuota() > 0 && present.nanoCpus() > 0, "CPU Quota cannot be updated as NanoCPUs has already been set");
        if (changes.memory() > present.memorySwap() && changes.memory() != 0 && changes.memorySwap() == 0) {
            throw ServinException.conflict("Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
        }
    }

    private static void refuse(boolean conflict, String what) {
        if (conflict) {
            throw ServinException.conflict("Conflicting options: " + what);
        }
    }

    private static ResourceLimits merge(ResourceLimits present, ResourceLimits changes) {
        LimitsDraft merged = new LimitsDraft(present);
        merged.blkioWeight = changes.blkioWeight() != 0 ? changes.blkioWeight() : merged.blkioWeight;
        merged.cpuShares = changes.cpuShares() != 0 ? changes.cpuShares() : merged.cpuShares;
        merged.nanoCpus = changes.nanoCpus() != 0 ? changes.nanoCpus() : merged.nanoCpus;
        merged.cpuPeriod = changes.cpuPeriod() != 0 ? changes.cpuPeriod() : merged.cpuPeriod;
        merged.cpuQuota = changes.cpuQuota() != 0 ? changes.cpuQuota() : merged.cpuQuota;
        merged.cpusetCpus = changes.cpusetCpus().isEmpty() ? merged.cpusetCpus : changes.cpusetCpus();
        merged.cpusetMems = changes.cpusetMems().isEmpty() ? merged.cpusetMems : changes.cpusetMems();
        merged.memory = changes.memory() != 0 ? changes.memory() : merged.memory;
        merged.memorySwap = changes.memorySwap() != 0 ? changes.memorySwap() : merged.memorySwap;
        merged.memoryReservation = changes.memoryReservation() != 0 ? changes.memoryReservation() : merged.memoryReservation;
        merged.kernelMemory = changes.kernelMemory() != 0 ? changes.kernelMemory() : merged.kernelMemory;
        merged.cpuRealtimePeriod = changes.cpuRealtimePeriod() != 0 ? changes.cpuRealtimePeriod() : merged.cpuRealtimePeriod;
        merged.cpuRealtimeRuntime = changes.cpuRealtimeRuntime() != 0 ? changes.cpuRealtimeRuntime() : merged.cpuRealtimeRuntime;
        // Without a limit it is shown as null, whichever way that was said.
        merged.pidsLimit = changes.pidsLimit() == null ? merged.pidsLimit : changes.pidsLimit() > 0 ? changes.pidsLimit() : null;
        return merged.toLimits();
    }
}
