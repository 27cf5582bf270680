package org.servin.core.internal.launch;

import java.util.List;
import org.servin.spi.ServinException;

/** Limits of memory: bytes, except for swappiness, which is a percentage. */
final class MemoryChecks {
    private static final long LEAST = 6L << 20;
    private static final String CONTROLLER = "memory";
    private final Controllers controllers;

    MemoryChecks(Controllers controllers) {
        this.controllers = controllers;
    }

    void check(LimitsDraft limits, boolean update, List<String> warnings) {
        if (limits.memorySwappiness != null && limits.memorySwappiness == -1) {
            limits.memorySwappiness = null; // how old clients say that they want none
        }
        memory(limits, warnings);
        swap(limits, update);
        swappiness(limits, warnings);
        reservation(limits, warnings);
        kernelMemory(limits, warnings);
        oomKill(limits, warnings);
    }

    private void memory(LimitsDraft limits, List<String> warnings) {
        if (limits.memory != 0) {
            atLeast("memory limit", limits.memory);
        }
        if (limits.memory > 0 && !controllers.has(CONTROLLER, "memory.limit_in_bytes")) {
            warnings.add(Controllers.unsupported("memory limit capabilities") + "Limitation discarded.");
            limits.memory = 0;
            limits.memorySwap = -1;
        }
        if (limits.memory > 0 && limits.memorySwap != -1 && !controllers.facts().swapLimit()) {
            warnings.add(Controllers.unsupported("swap limit capabilities") + "Memory limited without swap.");
            limits.memorySwap = -1;
        }
    }

    private static void swap(LimitsDraft limits, boolean update) {
        if (limits.memory > 0 && limits.memorySwap > 0 && limits.memorySwap < limits.memory) {
            throw ServinException.invalid("Minimum memoryswap limit should be larger than memory limit, see usage");
        }
        if (limits.memory == 0 && limits.memorySwap > 0 && !update) {
            throw ServinException.invalid("You should always set the Memory limit when using Memoryswap limit, see usage");
        }
    }

    private void swappiness(LimitsDraft limits, List<String> warnings) {
        if (limits.memorySwappiness == null) {
            return;
        }
        if (!controllers.hasLegacy(CONTROLLER, "memory.swappiness")) {
            warnings.add(Controllers.unsupported("memory swappiness capabilities") + "Memory swappiness discarded.");
            limits.memorySwappiness = null;
        } else if (limits.memorySwappiness < 0 || limits.memorySwappiness > 100) {
            throw ServinException.invalid("Invalid value: " + limits.memorySwappiness + ", valid memory swappiness range is 0-100");
        }
    }

    private void reservation(LimitsDraft limits, List<String> warnings) {
        if (limits.memoryReservation <= 0) {
            return;
        }
        if (!controllers.has(CONTROLLER, "memory.soft_limit_in_bytes")) {
            warnings.add(Controllers.unsupported("memory soft limit capabilities") + "Limitation discarded.");
            limits.memoryReservation = 0;
            return;
        }
        atLeast("memory reservation", limits.memoryReservation);
        if (limits.memory > 0 && limits.memory < limits.memoryReservation) {
            throw ServinException.invalid("Minimum memory limit can not be less than memory reservation limit, see usage");
        }
    }

    private void kernelMemory(LimitsDraft limits, List<String> warnings) {
        if (limits.kernelMemory > 0) {
            warnings.add("Specifying a kernel memory limit is deprecated and will be removed in a future release.");
            if (controllers.hasLegacy(CONTROLLER, "memory.kmem.limit_in_bytes")) {
                atLeast("kernel memory limit", limits.kernelMemory);
            } else {
                warnings.add(Controllers.unsupported("kernel memory limit capabilities") + "Limitation discarded.");
                limits.kernelMemory = 0;
            }
        }
        // dockerd drops this one without a word; here nothing is
        if (limits.kernelMemoryTcp > 0 && !controllers.hasLegacy(CONTROLLER, "memory.kmem.tcp.limit_in_bytes")) {
            warnings.add(Controllers.unsupported("kernel memory TCP limit capabilities") + "Limitation discarded.");
            limits.kernelMemoryTcp = 0;
        }
    }

    private void oomKill(LimitsDraft limits, List<String> warnings) {
        if (limits.oomKillDisable == null) {
            return;
        }
        if (!controllers.hasLegacy(CONTROLLER, "memory.oom_control")) {
            if (limits.oomKillDisable) {
                warnings.add("Your kernel does not support OomKillDisable. OomKillDisable discarded.");
            }
            limits.oomKillDisable = null;
        } else if (limits.oomKillDisable && limits.memory == 0) {
            warnings.add("OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
        }
    }

    private static void atLeast(String what, long bytes) {
        if (bytes < LEAST) {
            throw ServinException.invalid("Minimum " + what + " allowed is 6MB");
        }
    }
}
