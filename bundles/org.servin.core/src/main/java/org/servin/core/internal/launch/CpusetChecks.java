package org.servin.core.internal.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.servin.spi.ServinException;

/** Which processors and which nodes of memory a container is given. */
final class CpusetChecks {
    private final Controllers controllers;
    private final Path sys;

    /** Those that there are stand in files below {@code sys}. */
    CpusetChecks(Controllers controllers, Path sys) {
        this.controllers = controllers;
        this.sys = sys;
    }

    void check(LimitsDraft limits, List<String> warnings) {
        boolean wanted = !limits.cpusetCpus.isEmpty() || !limits.cpusetMems.isEmpty();
        if (wanted && !controllers.has("cpuset")) {
            warnings.add(Controllers.unsupported("cpuset") + "Cpuset discarded.");
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
}
