package org.servin.linux.cgroup;

import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.internal.LibC;

/** Signals to members of a group. */
public final class Processes {
    private static final int SIGKILL = 9;

    private Processes() { }

    /**
     * Kills a process that was found in a group. To be sure that the number is still that process's, the group should be frozen meanwhile. Gone: does nothing.
     */
    public static void kill(int pid) {
        if (pid <= 1) {
            throw new IllegalArgumentException("not a member of a group: process " + pid);
        }
        if (CgroupCalls.kill(pid, SIGKILL) < 0 && LibC.errno() != Errno.ESRCH) {
            throw new ErrnoException("kill", "process " + pid, LibC.errno());
        }
    }
}
