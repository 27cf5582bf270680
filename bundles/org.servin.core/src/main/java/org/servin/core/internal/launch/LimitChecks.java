package org.servin.core.internal.launch;

import java.nio.file.Path;
import java.util.List;
import org.servin.core.container.ResourceLimits;
import org.servin.core.system.HostFacts;

/** What dockerd refuses in limits, and what it drops with a warning where the kernel cannot do it. */
final class LimitChecks {
    private final MemoryChecks memory;
    private final CpuChecks cpu;
    private final CpusetChecks cpuset;
    private final BlockIoChecks blockIo;
    private final Controllers controllers;

    LimitChecks(HostFacts facts) {
        this(facts, Path.of("/sys"));
    }

    LimitChecks(HostFacts facts, Path sys) {
        controllers = new Controllers(facts);
        memory = new MemoryChecks(controllers);
        cpu = new CpuChecks(controllers);
        cpuset = new CpusetChecks(controllers, sys);
        blockIo = new BlockIoChecks(controllers);
    }

    /** What dockerd looks at while it reads a request to create, before anything else. */
    void reading(ResourceLimits wish) {
        BlockIoChecks.sizes(wish, false);
        BlockIoChecks.qualityOfService(wish);
        cpu.realtime(wish);
    }

    /** The same for a request to update. */
    void readingUpdate(ResourceLimits wish) {
        BlockIoChecks.sizes(wish, true);
    }

    /** The limits that remain; adds to the warnings. An update may leave out what is set already. */
    ResourceLimits check(ResourceLimits wish, boolean update, List<String> warnings) {
        LimitsDraft limits = new LimitsDraft(wish);
        memory.check(limits, update, warnings);
        pids(limits, update, warnings);
        cpu.check(limits, warnings);
        cpuset.check(limits, warnings);
        blockIo.check(limits, warnings);
        return limits.toLimits();
    }

    private void pids(LimitsDraft limits, boolean update, List<String> warnings) {
        if (limits.pidsLimit == null) {
            return;
        }
        if (!controllers.has("pids")) {
            if (limits.pidsLimit > 0) {
                warnings.add(Controllers.unsupported("PIDs limit capabilities") + "PIDs limit discarded.");
            }
            limits.pidsLimit = null;
        } else if (limits.pidsLimit <= 0) {
            // 0 and less lift the limit; a new container that has none is shown without
            limits.pidsLimit = update ? 0L : null;
        }
    }
}
