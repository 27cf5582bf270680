package org.servin.core.internal.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.system.EngineSettings;
import org.servin.image.StorageProvider;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.fs.DetachedTree;
import org.servin.spi.Lease;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.storage.RootFilesystem;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WorkspaceId;

/** Mounts workspaces in no namespace at all, so that there is nothing to share, to leak or to clean up. Thread-safe. */
@Component
public final class WorkspaceMountTable implements WorkspaceMounts {
    /** A lock and how many threads want it; removed from the table with the last. */
    private record Slot(ReentrantLock lock, int users) { }

    private final StorageProvider storage;
    private final Path anchor;
    private final Owner owner;
    private final ConcurrentHashMap<String, Slot> slots = new ConcurrentHashMap<>();

    /** Mounts what this storage has. */
    @Activate
    public WorkspaceMountTable(@Reference StorageProvider storage, @Reference EngineSettings settings) {
        this.storage = storage;
        this.owner = settings.idMaps().root();
        this.anchor = settings.run().resolve("mount-anchor");
    }

    @Override
    public <T> T with(String containerId, Function<Path, T> call) {
        try (Fd root = openReadable(containerId, List.of())) {
            // With a dot, so that whoever looks at the path itself sees the folder and not the link to it.
            return call.apply(Path.of("/proc/self/fd/" + root.number() + "/."));
        }
    }

    @Override
    public Fd openReadable(String containerId, List<DetachedTree.Bind> binds) {
        try (Lease<StorageDriver> lease = storage.storage()) {
            return open(lease.driver().view(new WorkspaceId(containerId)), true, binds);
        }
    }

    @Override
    public Fd openWritable(String containerId, List<DetachedTree.Bind> binds) {
        try (Lease<StorageDriver> lease = storage.storage()) {
            return open(lease.driver().rootFilesystem(new WorkspaceId(containerId)), false, binds);
        }
    }

    private Fd open(RootFilesystem files, boolean readOnly, List<DetachedTree.Bind> binds) {
        try {
            Files.createDirectories(anchor);
            return DetachedTree.build(anchor, new DetachedTree.Root(files.type(), files.source(), files.data(), files.workFolder(), readOnly, owner.uid(), owner.gid()), binds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ErrnoException e) {
            throw ServinException.internal("the container's file system cannot be mounted: " + e.getMessage(), e);
        }
    }

    @Override
    public Hold hold(String containerId) {
        Slot slot = slots.compute(containerId, (id, there) ->
                there == null ? new Slot(new ReentrantLock(), 1) : new Slot(there.lock(), there.users() + 1));
        slot.lock().lock();
        return () -> release(containerId, slot.lock());
    }

    private void release(String containerId, ReentrantLock lock) {
        lock.unlock();
        slots.compute(containerId, (id, there) -> there == null || there.users() == 1 ? null : new Slot(there.lock(), there.users() - 1));
    }
}
