package org.servin.runtime.internal.cgroup;

import org.servin.linux.cgroup.CgroupLayout;

/** This host's layout, read once: mounts of control groups do not change while a host is up. */
final class HostLayout {
    static final CgroupLayout LAYOUT = CgroupLayout.ofHost();

    private HostLayout() { }
}
