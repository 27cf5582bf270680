package org.servin.runtime.internal.cgroup;

import org.servin.linux.cgroup.CgroupFolder;
import org.servin.linux.cgroup.DevicePrograms;
import org.servin.spi.runtime.Resources;

/** Devices in version 2: no files, but a program attached to the group. */
final class DevicesV2 implements Controller {
    /** Not the name of a controller: the kernel has none, so it is always there. */
    static final String NAME = "devices";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        resources.devices().ifPresent(rules -> DevicePrograms.replace(group, DeviceFilter.program(rules)));
    }
}
