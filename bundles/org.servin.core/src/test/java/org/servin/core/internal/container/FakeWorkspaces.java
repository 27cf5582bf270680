package org.servin.core.internal.container;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.servin.linux.Fd;
import org.servin.linux.fs.DetachedTree.Bind;

/** Workspaces that nobody looks into. */
final class FakeWorkspaces implements WorkspaceMounts {
    @Override
    public <T> T with(String containerId, Function<Path, T> call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Fd openWritable(String containerId, List<Bind> binds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Fd openReadable(String containerId, List<Bind> binds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Hold hold(String containerId) {
        return () -> { };
    }
}
