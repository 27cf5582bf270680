package org.servin.core.internal.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.exec.ExecConfig;
import org.servin.core.container.ResourceLimits;
import org.servin.spi.network.SandboxKind;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Resources;
import org.servin.spi.storage.RootFilesystem;

/** Dockerd's defaults: turns a container's configuration into what the runtime is to do. Pure: reads the host's facts, changes nothing. */
public interface LaunchPlanner {
    /**
     * What is known when a container is about to be launched.
     *
     * @param id full id
     * @param config portable part
     * @param host host part
     * @param root its file system
     * @param mounts its own mounts: volumes, binds, tmpfs
     * @param folder the container's folder with {@code hosts}, {@code hostname}, {@code resolv.conf}
     * @param runFolder the runtime's folder
     * @param sandbox which network namespace
     * @param networkPid for {@code container:} network mode
     * @param pidPid for {@code container:} PID mode
     * @param ipcPid for {@code container:} IPC mode
     */
    record Input(
            String id,
            ContainerConfig config,
            HostConfig host,
            RootFilesystem root,
            List<MountSpec> mounts,
            Path folder,
            Path runFolder,
            SandboxKind sandbox,
            OptionalInt networkPid,
            OptionalInt pidPid,
            OptionalInt ipcPid) { }

    /** Checks a new container's configuration; INVALID_ARGUMENT in dockerd's words. Gives warnings. Fills in defaults. */
    Checked check(ContainerConfig config, HostConfig host);

    /** A checked configuration with dockerd's defaults, and warnings. */
    record Checked(ContainerConfig config, HostConfig host, List<String> warnings) { }

    /** The launch. */
    LaunchSpec plan(Input input);

    /** A process to put into a running container. */
    ProcessSpec exec(ContainerConfig config, HostConfig host, ExecConfig exec, Optional<int[]> rowsAndColumns);

    /** Checks an update against the present limits and gives the merged ones with warnings. */
    Updated update(HostConfig present, ResourceLimits wish);

    /** Merged limits, warnings, and what to tell the runtime of a running container: that fails where the runtime could not take it. */
    record Updated(ResourceLimits merged, List<String> warnings, Supplier<Resources> changes) { }

    /** Parses a signal's name or number. INVALID_ARGUMENT "Invalid signal: x". */
    int signal(String nameOrNumber);
}
