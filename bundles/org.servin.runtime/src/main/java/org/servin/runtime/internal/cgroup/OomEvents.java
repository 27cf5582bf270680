package org.servin.runtime.internal.cgroup;

import org.servin.linux.ErrnoException;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.linux.io.Epoll;
import org.servin.linux.io.EventFd;

/**
 * Version 1: the kernel signals an event descriptor each time it looks for somebody to kill, and also when the OOM killer is disabled and everybody waits
 * instead (Documentation/admin-guide/cgroup-v1/memory.rst, section 10). It tells all groups below the one that is full.
 */
final class OomEvents implements OomSource {
    private final EventFd event = new EventFd();

    OomEvents(CgroupFolder group) {
        try {
            group.signal(MemoryV1.OOM_CONTROL, event);
        } catch (ErrnoException e) {
            event.close();
            throw e;
        }
    }

    @Override
    public int descriptor() {
        return event.number();
    }

    @Override
    public int mask() {
        return Epoll.IN;
    }

    @Override
    public boolean happenedBefore() {
        return false;
    }

    @Override
    public boolean take() {
        return event.clear();
    }

    @Override
    public void close() {
        event.close();
    }
}
