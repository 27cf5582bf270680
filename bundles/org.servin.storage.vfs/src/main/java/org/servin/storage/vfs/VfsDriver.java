package org.servin.storage.vfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.TreeCopy;
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

/** Full copies: every layer holds its parents' files too, every workspace all of them. Works on any file system, and is hard to get wrong. */
@Component(configurationPid = "org.servin")
@Driver(kind = "storage", name = "vfs")
public final class VfsDriver implements StorageDriver, RewritableLayers {
    /** The engine's configuration, as far as the driver needs it. */
    public @interface Config {
        /** The engine's folder. */
        String root() default "/var/lib/servin";
    }

    private final Folders folders;

    /** Nothing is read or made before the first use. */
    @Activate
    public VfsDriver(Config config) {
        folders = new Folders(Path.of(config.root(), "vfs"));
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Map<String, String> status() {
        return Map.of();
    }

    @Override
    public boolean writesLayersIndependently() {
        return false;
    }

    @Override
    public LayerWriter write(LayerId id, Optional<LayerId> parent) {
        return failing("layer " + id, () -> {
            if (hasLayer(id)) {
                throw new ServinException(ErrorKind.ALREADY_EXISTS, "layer " + id + " exists already");
            }
            return new VfsLayerWriter(folders, id, parent.map(this::folder), false);
        });
    }

    @Override
    public LayerWriter rewrite(LayerId id, Optional<LayerId> parent) {
        folder(id);
        return failing("layer " + id, () -> new VfsLayerWriter(folders, id, parent.map(this::folder), true));
    }

    @Override
    public Path folder(LayerId id) {
        if (!hasLayer(id)) {
            throw ServinException.notFound("no such layer: " + id);
        }
        return folders.layer(id).resolve(Folders.DIFF);
    }

    @Override
    public boolean hasLayer(LayerId id) {
        return Files.isDirectory(folders.layer(id));
    }

    @Override
    public List<LayerId> layers() {
        return folders.names(folders.layers()).stream().map(LayerId::new).toList();
    }

    @Override
    public void removeLayer(LayerId id) {
        for (WorkspaceId workspace : workspaces()) {
            if (folders.layerOf(workspace).equals(Optional.of(id))) {
                throw new ServinException(ErrorKind.IN_USE, "layer " + id + " is in use by workspace " + workspace);
            }
        }
        failing("layer " + id, () -> folders.discard(folders.layer(id)));
    }

    @Override
    public RootFilesystem layerFilesystem(LayerId id) {
        return RootFilesystem.folder(folder(id));
    }

    @Override
    public void prepare(WorkspaceId id, Optional<LayerId> layer, WorkspaceOptions options) {
        for (String key : options.options().keySet()) {
            throw ServinException.invalid("Unknown option " + key);
        }
        Optional<Path> source = layer.map(this::folder);
        failing("workspace " + id, () -> make(id, layer, source, options.owner()));
    }

    private Void make(WorkspaceId id, Optional<LayerId> layer, Optional<Path> source, Owner owner) {
        if (Files.exists(folders.workspace(id))) {
            throw new ServinException(ErrorKind.ALREADY_EXISTS, "workspace " + id + " exists already");
        }
        try {
            Path staging = Files.createTempDirectory(folders.staging(), "workspace-");
            try {
                Path diff = Files.createDirectory(staging.resolve(Folders.DIFF));
                source.ifPresentOrElse(from -> TreeCopy.copy(from, diff), () -> At.give(At.CWD, diff.toString(), owner.uid(), owner.gid()));
                Files.createFile(staging.resolve(Folders.ON + layer.map(LayerId::value).orElse("")));
                Files.move(staging, folders.workspace(id));
            } finally {
                folders.discard(staging);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return null;
    }

    @Override
    public RootFilesystem rootFilesystem(WorkspaceId id) {
        return RootFilesystem.folder(diff(id));
    }

    private Path diff(WorkspaceId id) {
        Path diff = folders.workspace(id).resolve(Folders.DIFF);
        if (!Files.isDirectory(diff)) {
            throw ServinException.notFound("no such workspace: " + id);
        }
        return diff;
    }

    @Override
    public RootFilesystem view(WorkspaceId id) {
        return rootFilesystem(id);
    }

    @Override
    public List<Change> changes(WorkspaceId id) {
        return compare(id).changes();
    }

    @Override
    public long size(WorkspaceId id) {
        return compare(id).bytes();
    }

    private TreeChanges compare(WorkspaceId id) {
        Path now = diff(id);
        Optional<Path> before = folders.layerOf(id).map(this::folder);
        return failing("changes of workspace " + id, () -> TreeChanges.of(now, before));
    }

    @Override
    public Map<String, String> details(WorkspaceId id) {
        diff(id);
        return Map.of();
    }

    @Override
    public List<WorkspaceId> workspaces() {
        return folders.names(folders.workspaces()).stream().map(WorkspaceId::new).toList();
    }

    @Override
    public void removeWorkspace(WorkspaceId id) {
        failing("workspace " + id, () -> folders.discard(folders.workspace(id)));
    }

    static <T> T failing(String subject, Supplier<T> call) {
        try {
            return call.get();
        } catch (ErrnoException | UncheckedIOException e) {
            throw ServinException.internal(subject + ": " + e.getMessage(), e);
        }
    }
}
