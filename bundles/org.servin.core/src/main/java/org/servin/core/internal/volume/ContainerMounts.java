package org.servin.core.internal.volume;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.container.MountPoint;
import org.servin.spi.runtime.MountSpec;

/** What the life of containers asks of volumes and mounts. Implemented beside {@link org.servin.core.volume.Volumes}. */
public interface ContainerMounts {
    /**
     * At creation: checks {@code Binds}, {@code Mounts}, {@code Tmpfs}, {@code VolumesFrom} and the image's volumes, makes volumes that are missing, fills
     * empty ones with what the image has at their place, and gives all mounts of the container but tmpfs of {@code HostConfig.Tmpfs}, as inspect shows
     * them. On failure no volume that this made is left.
     *
     * @param others mounts of another container by its reference, for {@code VolumesFrom}
     * @param rootView the container's file system mounted on the host, read-only to the callee; opened only if something must be copied
     */
    List<MountPoint> plan(String containerId, ContainerConfig config, HostConfig host, Function<String, List<MountPoint>> others, RootView rootView);

    /** Before launch: mounts volumes at their drivers, and gives the mounts to make, in order, tmpfs too. */
    List<MountSpec> prepare(String containerId, HostConfig host, List<MountPoint> mounts);

    /** Opens a container's file system on the host. */
    interface RootView {
        /** Calls with the root's folder while it is mounted. */
        void with(java.util.function.Consumer<Path> call);
    }

    /** The container has ended. Never fails for what is gone. */
    void release(String containerId, List<MountPoint> mounts);

    /** At the engine's start: this container runs with these mounts. */
    void restore(String containerId, List<MountPoint> mounts);

    /** The container is removed. Its anonymous volumes go too if asked, but for those that it was given by their names. */
    void forget(String containerId, HostConfig host, List<MountPoint> mounts, boolean removeAnonymous);

    /** At the engine's start: this container exists and refers to these volumes. */
    void refer(String containerId, List<MountPoint> mounts);

    /** At the engine's start, when all containers that exist and run were told of: puts in order what an engine that was killed left half done. */
    void settle();
}
