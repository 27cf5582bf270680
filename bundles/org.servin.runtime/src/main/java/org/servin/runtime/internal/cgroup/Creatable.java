package org.servin.runtime.internal.cgroup;

import org.servin.spi.runtime.Resources;

/** Groups that can be made. Apart from {@link ContainerCgroup}, so that only its factory makes them. */
interface Creatable {
    /** Makes the groups; on failure nothing is left. */
    void make(Resources resources);
}
