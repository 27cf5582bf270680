package org.servin.runtime.internal.cgroup;

import java.nio.file.Path;
import java.util.List;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.runtime.Resources;

/** Controller {@code cpuset} of version 1: a group starts with no processor and no memory, and nobody may join it before it has some. */
final class CpusetV1 implements Controller {
    private static final List<String> FILES = List.of("cpuset.cpus", "cpuset.mems");

    @Override
    public String name() {
        return "cpuset";
    }

    /** Makes a new group usable, by what its parent has. */
    void inherit(CgroupFolder group) {
        for (String file : FILES) {
            if (group.read(file).isBlank()) {
                Path parent = group.path().getParent();
                group.write(file, new CgroupFolder(parent).read(file));
            }
        }
    }

    /** Lets the kernel do {@link #inherit} for groups that are made below this one: less calls for each container. */
    void inheritBelow(CgroupFolder group) {
        if (group.has("cgroup.clone_children")) {
            group.write("cgroup.clone_children", "1");
        }
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        resources.cpusetCpus().ifPresent(cpus -> writer.write(group, "cpuset.cpus", cpus));
        resources.cpusetMems().ifPresent(mems -> writer.write(group, "cpuset.mems", mems));
    }
}
