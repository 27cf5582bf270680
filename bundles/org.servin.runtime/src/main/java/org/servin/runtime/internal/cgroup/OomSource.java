package org.servin.runtime.internal.cgroup;

/** A descriptor by which the kernel tells that a control group is out of memory. Used by one thread at a time. To be closed before the group is removed. */
public interface OomSource extends AutoCloseable {
    /** For epoll. */
    int descriptor();

    /** The event that epoll is to wait for; it lasts until {@link #take}. */
    int mask();

    /** Whether it was known to have happened already when the source was opened. */
    boolean happenedBefore();

    /** Whether it has happened since it was last asked for, or since the source was opened: once or several times. */
    boolean take();

    @Override
    void close();
}
