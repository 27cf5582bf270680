package org.servin.storage.overlay2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.FileSystems;
import org.servin.linux.fs.SizedFolder;
import org.servin.linux.fs.TreeRemoval;
import org.servin.linux.fs.TreeSize;
import org.servin.spi.ByteCount;
import org.servin.spi.Driver;
import org.servin.spi.ErrorKind;
import org.servin.spi.Owner;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.RewritableLayers;
import org.servin.spi.storage.RootFilesystem;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WorkspaceId;
import org.servin.spi.storage.WorkspaceOptions;

/** Stacks layers with the kernel's overlayfs. Each layer is a folder of its own, written without its parents; a workspace costs a few empty folders. */
@Component(configurationPid = "org.servin")
@Driver(kind = "storage", name = "overlay2", priority = 10)
public final class OverlayDriver implements StorageDriver, RewritableLayers {
    /** The engine's configuration, as far as the driver needs it. */
    public @interface Config {
        /** The engine's folder. */
        String root() default "/var/lib/servin";

        /** {@code storage-opts}: {@code overlay2.override_kernel_check} is accepted and needless. */
        String[] storage$_$opts() default {};
    }

    private static final int PRIVATE = 0711;

    private final Layout layout;
    private final List<String> options;
    private final MountData mounts;
    private final SharedSync sync = new SharedSync();
    private final AtomicLong removals = new AtomicLong();
    private Catalog catalog;

    /** Nothing is read or made before the first use. */
    @Activate
    public OverlayDriver(Config config) {
        this.layout = new Layout(Path.of(config.root(), "overlay2"));
        this.options = List.of(config.storage$_$opts());
        this.mounts = new MountData(layout);
    }

    private synchronized Catalog catalog() {
        if (catalog == null) {
            catalog = Catalog.load(layout);
        }
        return catalog;
    }

    @Override
    public Probe probe() {
        return new OverlayProbe(layout, options).run();
    }

    @Override
    public Map<String, String> status() {
        Map<String, String> status = new LinkedHashMap<>();
        catalog();
        status.put("Backing Filesystem", FileSystems.name(layout.home()));
        status.put("Supports d_type", "true");
        status.put("Native Overlay Diff", "true");
        status.put("userxattr", "false");
        return status;
    }

    @Override
    public boolean writesLayersIndependently() {
        return true;
    }

    @Override
    public LayerWriter write(LayerId id, Optional<LayerId> parent) {
        return failing("layer " + id, () -> {
            if (catalog().has(id)) {
                throw new ServinException(ErrorKind.ALREADY_EXISTS, "layer " + id + " exists already");
            }
            return writer(id, parent, false);
        });
    }

    private LayerWriter writer(LayerId id, Optional<LayerId> parent, boolean again) {
        try {
            return new OverlayLayerWriter(layout, catalog(), sync, id, parent, again);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path folder(LayerId id) {
        catalog().require(id);
        return layout.layerDiff(id);
    }

    @Override
    public LayerWriter rewrite(LayerId id, Optional<LayerId> parent) {
        catalog().require(id);
        return failing("layer " + id, () -> writer(id, parent, true));
    }

    @Override
    public boolean hasLayer(LayerId id) {
        return catalog().has(id);
    }

    @Override
    public List<LayerId> layers() {
        return catalog().layers();
    }

    @Override
    public void removeLayer(LayerId id) {
        detachLayer(id).run();
    }

    @Override
    public Runnable detachLayer(LayerId id) {
        return failing("layer " + id, () -> {
            Optional<String> link = catalog().removeLayer(id);
            if (link.isEmpty()) {
                return () -> { };
            }
            Path gone = detach(layout.layer(id));
            At.unlink(At.CWD, layout.links().resolve(link.get()).toString());
            return () -> failing("layer " + id, () -> TreeRemoval.remove(gone));
        });
    }

    @Override
    public RootFilesystem layerFilesystem(LayerId id) {
        return mounts.readable(links(Optional.of(id)));
    }

    private List<String> links(Optional<LayerId> top) {
        Catalog known = catalog();
        return known.chain(top).stream().map(known::link).toList();
    }

    @Override
    public void prepare(WorkspaceId id, Optional<LayerId> layer, WorkspaceOptions wishes) {
        Catalog known = catalog();
        long size = size(wishes);
        known.addWorkspace(id, layer);
        try {
            failing("workspace " + id, () -> {
                make(id, layer, wishes.owner(), size);
                return null;
            });
        } catch (RuntimeException e) {
            removeWorkspace(id);
            throw e;
        }
    }

    private void make(WorkspaceId id, Optional<LayerId> layer, Owner owner, long size) {
        String folder = layout.workspace(id).toString();
        if (size > 0) {
            makeSized(id, size);
        } else {
            At.mkdir(At.CWD, folder, PRIVATE);
        }
        At.mkdir(At.CWD, folder + "/" + Layout.DIFF, 0755);
        At.give(At.CWD, folder + "/" + Layout.DIFF, owner.uid(), owner.gid()); // the root's facts are those of this folder
        At.mkdir(At.CWD, folder + "/" + Layout.WORK, 0700);
        At.mknod(At.CWD, folder + "/" + Layout.ON + layer.map(LayerId::value).orElse(""), FileStat.S_IFREG | 0600, 0);
    }

    private void makeSized(WorkspaceId id, long size) {
        int fd = At.openFolder(layout.workspaces());
        try {
            SizedFolder.make(fd, id.value(), PRIVATE, size);
        } finally {
            At.close(fd);
        }
    }

    /** Bytes that the workspace may take; 0 for any number. */
    private long size(WorkspaceOptions wishes) {
        long size = 0;
        for (Map.Entry<String, String> wish : wishes.options().entrySet()) {
            if (!wish.getKey().equalsIgnoreCase("size")) {
                throw ServinException.internal("Unknown option " + wish.getKey(), null);
            }
            if (!sizes()) {
                throw ServinException.internal("--storage-opt is supported only for overlay over xfs with 'pquota' mount option", null);
            }
            size = ByteCount.parse(wish.getValue());
        }
        return size;
    }

    /** Whether the file system keeps folders within a size. */
    private boolean sizes() {
        int fd = At.openFolder(layout.workspaces());
        try {
            return SizedFolder.supported(fd);
        } finally {
            At.close(fd);
        }
    }

    @Override
    public RootFilesystem rootFilesystem(WorkspaceId id) {
        return mounts.writable(links(catalog().workspace(id)), id);
    }

    @Override
    public RootFilesystem view(WorkspaceId id) {
        return mounts.readable(id, links(catalog().workspace(id)));
    }

    @Override
    public List<Change> changes(WorkspaceId id) {
        List<Path> lowers = catalog().chain(catalog().workspace(id)).stream().map(layout::layerDiff).toList();
        return failing("changes of workspace " + id, () -> UpperChanges.of(layout.upper(id), lowers));
    }

    @Override
    public long size(WorkspaceId id) {
        catalog().workspace(id);
        return failing("size of workspace " + id, () -> TreeSize.of(layout.upper(id)));
    }

    @Override
    public Map<String, String> details(WorkspaceId id) {
        Map<String, String> details = new LinkedHashMap<>();
        String folder = layout.workspace(id).toString();
        details.put("LowerDir", catalog().chain(catalog().workspace(id)).stream()
                .map(layer -> layout.layerDiff(layer).toString()).collect(Collectors.joining(":")));
        details.put("MergedDir", folder + "/merged");
        details.put("UpperDir", folder + "/" + Layout.DIFF);
        details.put("WorkDir", folder + "/" + Layout.WORK);
        return details;
    }

    @Override
    public List<WorkspaceId> workspaces() {
        return catalog().workspaces();
    }

    @Override
    public void removeWorkspace(WorkspaceId id) {
        failing("workspace " + id, () -> {
            TreeRemoval.remove(detach(layout.workspace(id)));
            catalog().removeWorkspace(id);
            return null;
        });
    }

    /** Takes a folder away at once, if it is there; a killed engine empties it at its next start. Where it is now. */
    private Path detach(Path folder) {
        Path gone = layout.removing().resolve(folder.getFileName() + "." + removals.incrementAndGet());
        try {
            At.rename(At.CWD, folder.toString(), At.CWD, gone.toString(), 0);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
        }
        return gone;
    }

    private static <T> T failing(String subject, Supplier<T> call) {
        try {
            return call.get();
        } catch (ErrnoException | UncheckedIOException e) {
            throw ServinException.internal(subject + ": " + e.getMessage(), e);
        }
    }
}
