package org.servin.runtime.internal.cgroup;

import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.runtime.Resources;

/** What one controller makes of limits, and what it counts. Stateless. */
interface Controller {
    /** The kernel's name: {@code memory}. */
    String name();

    /** Writes those limits that are given. */
    default void apply(CgroupFolder group, Resources resources, Writer writer) { }

    /** Adds its counters. */
    default void count(CgroupFolder group, Counters counters) { }
}
