package org.servin.core.internal.container;

import java.nio.file.Path;
import java.util.function.Function;

/** Shows a container's file system on the host, running or not. */
public interface WorkspaceMounts {
    /** Mounts the workspace at a private folder, calls, and unmounts; concurrent calls share one mount. */
    <T> T with(String containerId, Function<Path, T> call);
}
