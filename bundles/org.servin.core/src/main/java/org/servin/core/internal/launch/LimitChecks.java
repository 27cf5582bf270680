package org.servin.core.internal.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.servin.core.container.ResourceLimits;
import org.servin.core.system.HostFacts;
import org.servin.spi.ServinException;

/** What dockerd refuses in limits, and what it drops with a warning where the kernel cannot do it. */
final class LimitChecks {
    private static final long LEAST_MEMORY = 6L << 20;
    private static final long NANOS = 1_000_000_000L;
    private static final String NOT_MOUNTED = " or the cgroup is not mounted. ";
    private final HostFacts facts;
    private final Path sys;

    LimitChecks(HostFacts facts) {
        this(facts, Path.of("/sys"));
    }

    LimitChecks(HostFacts facts, Path sys) {
        this.facts = facts;
        this.sys = sys;
    }

    /** The limits that remain; adds to the warnings. An update may leave out what is set already. */
    ResourceLimits check(ResourceLimits wish, boolean update, List<String> warnings) {
        LimitsDraft limits = new LimitsDraft(wish);
        memory(limits, update, warnings);
        pids(limits, warnings);
        cpu(limits, warnings);
        cpuset(limits, warnings);
        blockIo(limits, warnings);
        return limits.toLimits();
    }

    private void memory(LimitsDraft limits, boolean update, List<String> warnings) {
        if (limits.memorySwappiness != null && limits.memorySwappiness == -1) {
            limits.memorySwappiness = null;
        }
        atLeast("memory limit", limits.memory);
        if (limits.memory > 0 && !has("memory", "memory.limit_in_bytes")) {
            warnings.add(unsupported("memory limit capabilities") + "Limitation discarded.");
            limits.memory = 0;
            limits.memorySwap = -1;
        }
        if (limits.memory > 0 && limits.memorySwap != -1 && !facts.swapLimit()) {
            warnings.add(unsupported("swap limit capabilities") + "Memory limited without swap.");
            limits.memorySwap = -1;
        }
        if (limits.memory > 0 && limits.memorySwap > 0 && limits.memorySwap < limits.memory) {
            throw ServinException.invalid("Minimum memoryswap limit should be larger than memory limit, see usage");
        }
        if (limits.memory == 0 && limits.memorySwap > 0 && !update) {
            throw ServinException.invalid("You should always set the Memory limit when using Memoryswap limit, see usage");
        }
        swappiness(limits, warnings);
        reservation(limits, warnings);
        kernelMemory(limits, warnings);
        oomKill(limits, update, warnings);
    }

    private void swappiness(LimitsDraft limits, List<String> warnings) {
        if (limits.memorySwappiness == null) {
            return;
        }
        if (facts.cgroupVersion() == 2 || !has("memory", "memory.swappiness")) {
            warnings.add(unsupported("memory swappiness capabilities") + "Memory swappiness discarded.");
            limits.memorySwappiness = null;
        } else if (limits.memorySwappiness < 0 || limits.memorySwappiness > 100) {
            throw ServinException.invalid("Invalid value: " + limits.memorySwappiness + ", valid memory swappiness range is 0-100");
        }
    }

    private void reservation(LimitsDraft limits, List<String> warnings) {
        if (limits.memoryReservation > 0 && !has("memory", "memory.soft_limit_in_bytes")) {
            warnings.add(unsupported("memory soft limit capabilities") + "Limitation discarded.");
            limits.memoryReservation = 0;
        }
        atLeast("memory reservation", limits.memoryReservation);
        if (limits.memory > 0 && limits.memoryReservation > 0 && limits.memory < limits.memoryReservation) {
            throw ServinException.invalid("Minimum memory limit can not be less than memory reservation limit, see usage");
        }
    }

    private void kernelMemory(LimitsDraft limits, List<String> warnings) {
        if (limits.kernelMemory <= 0) {
            return;
        }
        warnings.add("Specifying a kernel memory limit is deprecated and will be removed in a future release.");
        if (facts.cgroupVersion() == 2 || !has("memory", "memory.kmem.limit_in_bytes")) {
            warnings.add(unsupported("kernel memory limit capabilities") + "Limitation discarded.");
            limits.kernelMemory = 0;
        }
        atLeast("kernel memory limit", limits.kernelMemory);
    }

    private void oomKill(LimitsDraft limits, boolean update, List<String> warnings) {
        if (limits.oomKillDisable != null && (facts.cgroupVersion() == 2 || !has("memory", "memory.oom_control"))) {
            if (limits.oomKillDisable) {
                warnings.add("Your kernel does not support OomKillDisable. OomKillDisable discarded.");
            }
            limits.oomKillDisable = null;
        }
        if (!update && limits.oomKillDisable != null && limits.oomKillDisable && limits.memory == 0) {
            warnings.add("OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
        }
    }

    private void pids(LimitsDraft limits, List<String> warnings) {
        if (limits.pidsLimit != null && limits.pidsLimit > 0 && !facts.cgroupControllers().contains("pids")) {
            warnings.add(unsupported("PIDs limit capabilities") + "PIDs limit discarded.");
            limits.pidsLimit = 0L;
        }
    }

    private void cpu(LimitsDraft limits, List<String> warnings) {
        if (limits.nanoCpus > 0 && limits.cpuPeriod > 0) {
            throw ServinException.invalid("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        }
        if (limits.nanoCpus > 0 && limits.cpuQuota > 0) {
            throw ServinException.invalid("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        }
        boolean quotas = has("cpu", "cpu.cfs_quota_us");
        if (limits.nanoCpus > 0 && !quotas) {
            throw ServinException.invalid("NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler or the cgroup is not mounted");
        }
        // dockerd names 0.01 and takes less: so do we.
        if (limits.nanoCpus != 0 && (limits.nanoCpus < 0 || limits.nanoCpus > facts.cpus() * NANOS)) {
            throw ServinException.invalid("Range of CPUs is from 0.01 to " + facts.cpus() + ".00, as there are only " + facts.cpus() + " CPUs available");
        }
        if (limits.cpuShares > 0 && !has("cpu", "cpu.shares")) {
            warnings.add(unsupported("CPU shares") + "Shares discarded.");
            limits.cpuShares = 0;
        }
        if ((limits.cpuPeriod != 0 || limits.cpuQuota != 0) && !quotas) {
            warnings.add(unsupported("CPU CFS scheduler") + "CPU period/quota discarded.");
            limits.cpuPeriod = 0;
            limits.cpuQuota = 0;
        }
        if (limits.cpuPeriod != 0 && (limits.cpuPeriod < 1_000 || limits.cpuPeriod > 1_000_000)) {
            throw ServinException.invalid("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        }
        if (limits.cpuQuota > 0 && limits.cpuQuota < 1_000) {
            throw ServinException.invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
        }
        realtime(limits);
        if (limits.cpuPercent > 0) {
            warnings.add("linux does not support CPU percent. Percent discarded.");
            limits.cpuPercent = 0;
        }
    }

    private void realtime(LimitsDraft limits) {
        boolean possible = facts.cgroupVersion() == 1;
        if (limits.cpuRealtimePeriod != 0 && !(possible && has("cpu", "cpu.rt_period_us"))) {
            throw ServinException.invalid("Your kernel does not support cgroup cpu real-time period");
        }
        if (limits.cpuRealtimeRuntime != 0 && !(possible && has("cpu", "cpu.rt_runtime_us"))) {
            throw ServinException.invalid("Your kernel does not support cgroup cpu real-time runtime");
        }
        if (limits.cpuRealtimePeriod != 0 && limits.cpuRealtimeRuntime != 0 && limits.cpuRealtimeRuntime > limits.cpuRealtimePeriod) {
            throw ServinException.invalid("cpu real-time runtime cannot be higher than cpu real-time period");
        }
    }

    private void cpuset(LimitsDraft limits, List<String> warnings) {
        boolean wanted = !limits.cpusetCpus.isEmpty() || !limits.cpusetMems.isEmpty();
        if (wanted && !facts.cgroupControllers().contains("cpuset")) {
            warnings.add(unsupported("cpuset") + "Cpuset discarded.");
            limits.cpusetCpus = "";
            limits.cpusetMems = "";
        }
        available("cpuset cpus", "CPUs are", limits.cpusetCpus, "devices/system/cpu/online");
        available("cpuset mems", "memory nodes are", limits.cpusetMems, "devices/system/node/online");
    }

    private void available(String what, String who, String wanted, String file) {
        if (wanted.isEmpty()) {
            return;
        }
        NumberList.problem(wanted).ifPresent(why -> {
            throw ServinException.invalid("Invalid value " + wanted + " for " + what + ": " + why);
        });
        String online = read(file);
        if (!NumberList.contains(NumberList.parse(online), NumberList.parse(wanted))) {
            throw ServinException.invalid("Requested " + who + " not available - requested " + wanted + ", available: " + online);
        }
    }

    private String read(String file) {
        try {
            // A kernel without NUMA has no such folder, and one node.
            return Files.exists(sys.resolve(file)) ? Files.readString(sys.resolve(file)).trim() : "0";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + sys.resolve(file), e);
        }
    }

    private void blockIo(LimitsDraft limits, List<String> warnings) {
        boolean bfq = has("blkio", "blkio.bfq.weight");
        if (limits.blkioWeight > 0 && !has("blkio", "blkio.weight") && !bfq) {
            warnings.add(unsupported("Block I/O weight") + "Weight discarded.");
            limits.blkioWeight = 0;
        }
        if (limits.blkioWeight > 0 && (limits.blkioWeight < 10 || limits.blkioWeight > 1000)) {
            throw ServinException.invalid("Range of blkio weight is from 10 to 1000");
        }
        if (limits.ioMaximumBandwidth != 0 || limits.ioMaximumIops != 0) {
            throw ServinException.invalid("Invalid QoS settings: linux does not support Maximum IO Bandwidth or Maximum IO IOps");
        }
        if (isGiven(limits.blkioWeightDevice) && !has("blkio", "blkio.weight_device") && !has("blkio", "blkio.bfq.weight_device")) {
            warnings.add(unsupported("Block I/O weight_device") + "Weight-device discarded.");
            limits.blkioWeightDevice = List.of();
        }
        if (isGiven(limits.readBps) && !has("blkio", "blkio.throttle.read_bps_device")) {
            warnings.add(unsupported("BPS Block I/O read limit") + "Block I/O BPS read limit discarded.");
            limits.readBps = List.of();
        }
        if (isGiven(limits.writeBps) && !has("blkio", "blkio.throttle.write_bps_device")) {
            warnings.add(unsupported("BPS Block I/O write limit") + "Block I/O BPS write limit discarded.");
            limits.writeBps = List.of();
        }
        if (isGiven(limits.readIops) && !has("blkio", "blkio.throttle.read_iops_device")) {
            warnings.add(unsupported("IOPS Block read limit") + "Block I/O IOPS read limit discarded.");
            limits.readIops = List.of();
        }
        if (isGiven(limits.writeIops) && !has("blkio", "blkio.throttle.write_iops_device")) {
            warnings.add(unsupported("IOPS Block write limit") + "Block I/O IOPS write limit discarded.");
            limits.writeIops = List.of();
        }
    }

    private boolean has(String controller, String file) {
        // A host with version 2 is asked for the controller, whose name differs for one of them.
        return facts.cgroupFile(facts.cgroupVersion() == 2 && controller.equals("blkio") ? "io" : controller, file);
    }

    private static boolean isGiven(List<?> list) {
        return list != null && !list.isEmpty();
    }

    private static void atLeast(String what, long bytes) {
        if (bytes != 0 && bytes < LEAST_MEMORY) {
            throw ServinException.invalid("Minimum " + what + " allowed is 6MB");
        }
    }

    private static String unsupported(String what) {
        return "Your kernel does not support " + what + NOT_MOUNTED;
    }
}
