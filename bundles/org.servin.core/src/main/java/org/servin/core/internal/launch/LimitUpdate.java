package org.servin.core.internal.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.servin.core.container.HostConfig;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.ThrottleDevice;
import org.servin.core.container.WeightDevice;
import org.servin.core.internal.launch.LaunchPlanner.Updated;
import org.servin.spi.ServinException;

/** Lays new limits over present ones. */
final class LimitUpdate {
    private LimitUpdate() { }

    static Updated update(HostConfig host, ResourceLimits wish, LimitChecks checks) {
        List<String> warnings = new ArrayList<>();
        checks.readingUpdate(wish);
        ResourceLimits changes = checks.check(wish, true, warnings);
        ResourceLimits present = host.resources();
        conflicts(present, changes);
        fixed(present, changes, warnings);
        ResourceLimits merged = merge(present, changes);
        return new Updated(merged, warnings, () -> LimitsPlan.ofUpdate(withSwap(changes, merged)));
    }

    /** What a running container cannot be given any more. Dockerd says nothing of it; here nothing is dropped in silence. */
    private static void fixed(ResourceLimits present, ResourceLimits changes, List<String> warnings) {
        fixed("CgroupParent", present.cgroupParent(), changes.cgroupParent(), changes.cgroupParent().isEmpty(), warnings);
        fixed("Ulimits", present.ulimits(), changes.ulimits(), isEmpty(changes.ulimits()), warnings);
        fixed("Devices", present.devices(), changes.devices(), isEmpty(changes.devices()), warnings);
        fixed("DeviceCgroupRules", present.deviceCgroupRules(), changes.deviceCgroupRules(), isEmpty(changes.deviceCgroupRules()), warnings);
        fixed("DeviceRequests", present.deviceRequests(), changes.deviceRequests(), isEmpty(changes.deviceRequests()), warnings);
    }

    private static void fixed(String field, Object present, Object wanted, boolean absent, List<String> warnings) {
        if (!absent && !wanted.equals(present)) {
            warnings.add(field + " cannot be updated once a container is created. " + field + " discarded.");
        }
    }

    private static boolean isEmpty(List<?> list) {
        return list == null || list.isEmpty();
    }

    /** Control groups of version 2 limit swap alone: when memory changes, the sum that stays as it is means another limit of swap. */
    private static ResourceLimits withSwap(ResourceLimits changes, ResourceLimits merged) {
        if (changes.memory() == 0 && changes.memorySwap() == 0) {
            return changes;
        }
        LimitsDraft draft = new LimitsDraft(changes);
        draft.memory = merged.memory();
        draft.memorySwap = merged.memorySwap();
        return draft.toLimits();
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
        merged.pidsLimit = changes.pidsLimit() == null ? merged.pidsLimit : changes.pidsLimit();
        beyondDockerd(changes, merged);
        return merged.toLimits();
    }

    /** Limits that the API takes and dockerd forgets. */
    private static void beyondDockerd(ResourceLimits changes, LimitsDraft merged) {
        merged.kernelMemoryTcp = changes.kernelMemoryTcp() != 0 ? changes.kernelMemoryTcp() : merged.kernelMemoryTcp;
        merged.memorySwappiness = changes.memorySwappiness() != null ? changes.memorySwappiness() : merged.memorySwappiness;
        merged.oomKillDisable = changes.oomKillDisable() != null ? changes.oomKillDisable() : merged.oomKillDisable;
        merged.blkioWeightDevice = byPath(merged.blkioWeightDevice, changes.blkioWeightDevice(), WeightDevice::path);
        merged.readBps = byPath(merged.readBps, changes.blkioDeviceReadBps(), ThrottleDevice::path);
        merged.writeBps = byPath(merged.writeBps, changes.blkioDeviceWriteBps(), ThrottleDevice::path);
        merged.readIops = byPath(merged.readIops, changes.blkioDeviceReadIops(), ThrottleDevice::path);
        merged.writeIops = byPath(merged.writeIops, changes.blkioDeviceWriteIops(), ThrottleDevice::path);
    }

    /** Devices that are named replace those of the same path; the others keep what they have. */
    private static <T> List<T> byPath(List<T> present, List<T> changes, Function<T, String> path) {
        if (isEmpty(changes)) {
            return present;
        }
        Map<String, T> devices = new LinkedHashMap<>();
        if (present != null) {
            present.forEach(device -> devices.put(path.apply(device), device));
        }
        changes.forEach(device -> devices.put(path.apply(device), device));
        return List.copyOf(devices.values());
    }
}
