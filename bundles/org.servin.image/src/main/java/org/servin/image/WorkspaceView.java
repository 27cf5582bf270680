package org.servin.image;

import java.nio.file.Path;
import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.storage.WorkspaceId;

/** A service that shows a container's whole file system on the host while something is done with it, such as a commit. */
@ConsumerType
public interface WorkspaceView {
    /** Mounts the workspace at a private folder, calls with that folder, and unmounts; concurrent calls may share one mount. */
    <T> T with(WorkspaceId workspace, Function<Path, T> call);
}
