package org.servin.core.internal.archive;

import java.util.List;
import java.util.function.Supplier;
import org.servin.core.container.MountPoint;
import org.servin.spi.IdMaps;

/** What archives ask of containers. Implemented by the containers service. */
public interface ContainerRoots {
    /**
     * A container whose files are wanted.
     *
     * @param id full id
     * @param pid its process; 0 if it does not run
     * @param user whom its process runs as, as configured; empty for root
     * @param readOnlyRoot whether its root is read-only
     * @param mounts its mounts
     * @param maps of its user namespace: archives have the numbers that its processes see
     */
    record Found(String id, int pid, String user, boolean readOnlyRoot, List<MountPoint> mounts, IdMaps maps) { }

    /** Finds by id, beginning of an id, or name; NOT_FOUND in dockerd's words. */
    Found find(String ref);

    /** Does what needs its files; NOT_FOUND if they go away meanwhile because it is removed. */
    <T> T withFiles(String ref, Supplier<T> work);

    /** Publishes an event of the container of that full id. */
    void publish(String containerId, String action);
}
