package org.servin.core.internal.container;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HostConfig;
import org.servin.spi.runtime.Task;

/** What execs ask of containers. Implemented by the containers' table. */
public interface ExecHost {
    /** A running container. */
    record Target(String containerId, ContainerConfig config, HostConfig host, Task task) { }

    /** Finds by id, beginning of an id, or name. NOT_FOUND, or CONFLICT if it does not run or is paused, in dockerd's words; UNAVAILABLE while its driver is away. */
    Target target(String ref);

    /** The same by full id and as dockerd judges it for an exec that was made before: one that does not run is INTERNAL. */
    Target present(String containerId);

    /** Whether there is a container of that full id. */
    boolean exists(String containerId);

    /** Gives the task of a running container, paused or not, as soon as its driver has it; empty if it does not run. */
    void task(String containerId, Consumer<Optional<Task>> then);

    /** An exec runs in the container from now on, or no longer. */
    void execRuns(String containerId, String execId, boolean runs);

    /** Publishes an event of the container. */
    void publish(String containerId, String action, Map<String, String> attributes);

    /** Is called with a container's full id when its run has ended, and once more when it is removed. */
    void onEnd(Listener listener);

    /** Told of ends; must be quick. */
    interface Listener {
        /** The container's run has ended; {@code removed} tells whether the container is gone too. */
        void ended(String containerId, boolean removed);
    }
}
