package org.servin.runtime.internal.cgroup;

import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.runtime.Resources;

/** Controller {@code cpuset} of version 2. */
final class CpusetV2 implements Controller {
    @Override
    public String name() {
        return "cpuset";
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        resources.cpusetCpus().ifPresent(cpus -> writer.write(group, "cpuset.cpus", cpus));
        resources.cpusetMems().ifPresent(mems -> writer.write(group, "cpuset.mems", mems));
    }
}
