package org.servin.runtime.internal.task;

import org.servin.runtime.internal.cgroup.ContainerCgroup;
import org.servin.runtime.internal.cgroup.InnerGroup;

/** What a process can leave behind, and who clears it away. */
interface Leftovers {
    /** Of a process whose end leaves nothing that must be killed, and what it started is not known. */
    Leftovers NONE = new Leftovers() { };

    /** The process has ended; {@code seen} tells whether its monitor saw that. */
    default void ended(boolean seen) { }

    /** Kills the process with what it started, and returns when that is gone. */
    default void kill() { }

    /** The engine has nothing of the process any more. */
    default void gone() { }

    /** Of a container's first process. Without a namespace of its own for process ids, or when the monitor did not see the end, others may be left. */
    static Leftovers ofContainer(ContainerCgroup cgroup, boolean sharedPids) {
        return new Leftovers() {
            @Override
            public void ended(boolean seen) {
                if (sharedPids || !seen) {
                    cgroup.kill();
                }
            }

            @Override
            public void kill() {
                cgroup.kill();
            }
        };
    }

    /** Of a process with a group of its own. */
    static Leftovers of(InnerGroup group) {
        return new Leftovers() {
            @Override
            public void kill() {
                group.kill();
            }

            @Override
            public void gone() {
                group.dissolve();
            }
        };
    }
}
