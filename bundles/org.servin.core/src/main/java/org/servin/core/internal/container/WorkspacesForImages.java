package org.servin.core.internal.container;

import java.nio.file.Path;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.image.WorkspaceView;
import org.servin.spi.storage.WorkspaceId;

/** Containers' file systems as images see them, for commits. */
@Component
public final class WorkspacesForImages implements WorkspaceView {
    private final WorkspaceMounts mounts;

    /** Shows what that mounts. */
    @Activate
    public WorkspacesForImages(@Reference WorkspaceMounts mounts) {
        this.mounts = mounts;
    }

    @Override
    public <T> T with(WorkspaceId workspace, Function<Path, T> call) {
        return mounts.with(workspace.value(), call);
    }
}
