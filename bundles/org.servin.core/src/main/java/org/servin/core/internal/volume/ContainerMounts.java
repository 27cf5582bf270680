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
     * At creation: checks {@code Binds}, {@code Mounts}, {@code Tmpfs}, {@code VolumesFrom} and the image's volumes, makes volumes that are missing, and gives
     * all mounts of the container but tmpfs of {@code HostConfig.Tmpfs}, as inspect shows them. On failure no volume that this made is left.
     *
     * @param others mounts of another container by its reference, for {@code VolumesFrom}
     */
    List<MountPoint> plan(String containerId, ContainerConfig config, HostConfig host, Function<String, List<MountPoint>> others);

    /**
     * Before launch: mounts volumes at their drivers, copies the image's content into new ones, and gives the mounts to make, in order, tmpfs too.
     *
     * @param rootView the container's file system mounted on the host, read-only to the callee; opened only if something must be copied up
     */
    List<MountSpec> prepare(String containerId, ContainerConfig config, HostConfig host, List<MountPoint> mounts, RootView rootView);

    /** Opens a container's file system on the host. */
    interface RootView {
        /** Calls with the root's folder while it is mounted. */
        void with(java.util.function.Consumer<Path> call);
    }

    /** The container has ended. Never fails for what is gone. */
    void release(String containerId, List<MountPoint> mounts);

    /** At the engine's start: this container runs with these mounts. */
    void restore(String containerId, List<MountPoint> mounts);

    /** The container is removed. Its anonymous volumes go too if asked. */
    void forget(String containerId, List<MountPoint> mounts, boolean removeAnonymous);

    /** At the engine's start: this container exists and refers to these volumes. */
    void refer(String containerId, List<MountPoint> mounts);
}
