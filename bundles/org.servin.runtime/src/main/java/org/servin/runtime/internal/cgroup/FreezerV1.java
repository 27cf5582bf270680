package org.servin.runtime.internal.cgroup;

import java.time.Duration;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Controller {@code freezer} of version 1. */
final class FreezerV1 implements Controller {
    private static final String STATE = "freezer.state";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "freezer";
    }

    /**
     * Freezes. A group can hang in FREEZING for as long as a process forks or sits in a system call that cannot be interrupted; writing FROZEN once more
     * catches those that came meanwhile, and a short thaw lets go those that wait for each other.
     */
    void freeze(CgroupFolder group) {
        int[] round = {0};
        boolean frozen = Retry.until(PATIENCE, () -> {
            if (++round[0] % 50 == 0) {
                group.write(STATE, "THAWED");
            }
            group.write(STATE, "FROZEN");
            return group.read(STATE).equals("FROZEN");
        });
        if (!frozen) {
            group.write(STATE, "THAWED");
            throw new ServinException(ErrorKind.TIMEOUT, "processes of " + group.path() + " did not freeze within " + PATIENCE.toSeconds() + " s");
        }
    }

    void thaw(CgroupFolder group) {
        group.write(STATE, "THAWED");
    }

    /** Thaws a group that is perhaps gone. */
    void thawIfPresent(CgroupFolder group) {
        try {
            thaw(group);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT) && !e.is(Errno.ENODEV)) {
                throw e;
            }
        }
    }
}
