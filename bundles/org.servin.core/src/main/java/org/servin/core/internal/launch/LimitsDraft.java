package org.servin.core.internal.launch;

import java.util.List;
import org.servin.core.container.DeviceMapping;
import org.servin.core.container.DeviceRequest;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.ThrottleDevice;
import org.servin.core.container.Ulimit;
import org.servin.core.container.WeightDevice;

/** {@link ResourceLimits} that can still be changed, component by component; texts are never null. */
final class LimitsDraft {
    long cpuShares;
    long memory;
    long nanoCpus;
    String cgroupParent;
    int blkioWeight;
    List<WeightDevice> blkioWeightDevice;
    List<ThrottleDevice> readBps;
    List<ThrottleDevice> writeBps;
    List<ThrottleDevice> readIops;
    List<ThrottleDevice> writeIops;
    long cpuPeriod;
    long cpuQuota;
    long cpuRealtimePeriod;
    long cpuRealtimeRuntime;
    String cpusetCpus;
    String cpusetMems;
    List<DeviceMapping> devices;
    List<String> deviceCgroupRules;
    List<DeviceRequest> deviceRequests;
    long kernelMemory;
    long kernelMemoryTcp;
    long memoryReservation;
    long memorySwap;
    Long memorySwappiness;
    Boolean oomKillDisable;
    Long pidsLimit;
    List<Ulimit> ulimits;
    long cpuCount;
    long cpuPercent;
    long ioMaximumIops;
    long ioMaximumBandwidth;

    LimitsDraft(ResourceLimits from) {
        cpuShares = from.cpuShares();
        memory = from.memory();
        nanoCpus = from.nanoCpus();
        cgroupParent = text(from.cgroupParent());
        blkioWeight = from.blkioWeight();
        blkioWeightDevice = from.blkioWeightDevice();
        readBps = from.blkioDeviceReadBps();
        writeBps = from.blkioDeviceWriteBps();
        readIops = from.blkioDeviceReadIops();
        writeIops = from.blkioDeviceWriteIops();
        cpuPeriod = from.cpuPeriod();
        cpuQuota = from.cpuQuota();
        cpuRealtimePeriod = from.cpuRealtimePeriod();
        cpuRealtimeRuntime = from.cpuRealtimeRuntime();
        cpusetCpus = text(from.cpusetCpus());
        cpusetMems = text(from.cpusetMems());
        devices = from.devices();
        deviceCgroupRules = from.deviceCgroupRules();
        deviceRequests = from.deviceRequests();
        kernelMemory = from.kernelMemory();
        kernelMemoryTcp = from.kernelMemoryTcp();
        memoryReservation = from.memoryReservation();
        memorySwap = from.memorySwap();
        memorySwappiness = from.memorySwappiness();
        oomKillDisable = from.oomKillDisable();
        pidsLimit = from.pidsLimit();
        ulimits = from.ulimits();
        cpuCount = from.cpuCount();
        cpuPercent = from.cpuPercent();
        ioMaximumIops = from.ioMaximumIops();
        ioMaximumBandwidth = from.ioMaximumBandwidth();
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    ResourceLimits toLimits() {
        return new ResourceLimits(cpuShares, memory, nanoCpus, cgroupParent, blkioWeight, blkioWeightDevice, readBps, writeBps, readIops, writeIops,
                cpuPeriod, cpuQuota, cpuRealtimePeriod, cpuRealtimeRuntime, cpusetCpus, cpusetMems, devices, deviceCgroupRules, deviceRequests,
                kernelMemory, kernelMemoryTcp, memoryReservation, memorySwap, memorySwappiness, oomKillDisable, pidsLimit, ulimits,
                cpuCount, cpuPercent, ioMaximumIops, ioMaximumBandwidth);
    }
}
