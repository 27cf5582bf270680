package org.servin.spi.runtime;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The power of a {@link Task} to tell that its container is out of memory while that happens, and not only by {@link Exit#oomKilled} at its end. Optional.
 */
@ConsumerType
public interface OomNotice {
    /**
     * Has an action run each time that the container is out of memory from now on, as far as the kernel tells: what happens several times in a moment may be
     * told once. Of a container that was just started, what happened since then is told too. What led to its end is told before {@link Task#exit}
     * completes. Called after {@link Task#start} or after the task was taken back; another call takes the place of this one.
     *
     * @param action runs on a thread of the driver, and waits for nothing
     */
    void onOom(Runnable action);
}
