package org.servin.runtime.internal.cgroup;

import org.servin.linux.cgroup.CgroupFolder;
import org.servin.linux.cgroup.NotifyingFile;
import org.servin.linux.io.Epoll;

/** Version 2: memory.events notifies of each change, and counts what was killed in the group and below it. */
final class OomCounter implements OomSource {
    private static final String KILLS = "oom_kill";
    private final NotifyingFile file;
    private final boolean before;
    private long seen;

    OomCounter(CgroupFolder group) {
        file = NotifyingFile.open(group, MemoryV2.EVENTS);
        seen = file.number(KILLS); // only what was read once notifies
        before = seen > 0;
    }

    @Override
    public int descriptor() {
        return file.descriptor();
    }

    @Override
    public int mask() {
        return Epoll.PRI;
    }

    @Override
    public boolean happenedBefore() {
        return before;
    }

    @Override
    public boolean take() {
        long now = file.number(KILLS);
        boolean more = now > seen;
        seen = now;
        return more;
    }

    @Override
    public void close() {
        file.close();
    }
}
