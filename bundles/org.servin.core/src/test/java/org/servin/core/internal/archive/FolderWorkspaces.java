package org.servin.core.internal.archive;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.servin.core.internal.container.WorkspaceMounts;
import org.servin.linux.Fd;
import org.servin.linux.fs.DetachedTree;

/** A plain folder as the only container's file system. */
final class FolderWorkspaces implements WorkspaceMounts {
    private final Path anchor;
    private final Path root;
    private final ReentrantLock lock = new ReentrantLock();

    FolderWorkspaces(Path anchor, Path root) {
        this.anchor = anchor;
        this.root = root;
    }

    @Override
    public <T> T with(String containerId, Function<Path, T> call) {
        return call.apply(root);
    }

    @Override
    public Fd openWritable(String containerId, List<DetachedTree.Bind> binds) {
        return open(binds, false);
    }

    @Override
    public Fd openReadable(String containerId, List<DetachedTree.Bind> binds) {
        return open(binds, true);
    }

    private Fd open(List<DetachedTree.Bind> binds, boolean readOnly) {
        return DetachedTree.build(anchor, new DetachedTree.Root("bind", root.toString(), "", anchor, readOnly), binds);
    }

    @Override
    public Hold hold(String containerId) {
        lock.lock();
        return lock::unlock;
    }
}
