package org.servin.image.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.servin.image.StorageProvider;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.RewritableLayers;
import org.servin.spi.storage.RootFilesystem;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WhiteoutForm;
import org.servin.spi.storage.WorkspaceId;
import org.servin.spi.storage.WorkspaceOptions;

/** A storage driver of plain folders, one a layer, which keeps the rules of the contract that the image store relies on. */
final class FolderStorage implements StorageProvider, StorageDriver, RewritableLayers {
    private final Path folder;
    private final boolean independent;
    private final WhiteoutForm form;
    private final Map<LayerId, Optional<LayerId>> layers = new ConcurrentHashMap<>();
    final Map<WorkspaceId, List<Change>> changes = new ConcurrentHashMap<>();

    FolderStorage(Path folder, boolean independent, WhiteoutForm form) {
        this.folder = folder;
        this.independent = independent;
        this.form = form;
    }

    @Override
    public Path folder(LayerId id) {
        return path(id);
    }

    @Override
    public LayerWriter rewrite(LayerId id, Optional<LayerId> parent) {
        Path root = folder.resolve("writing-" + id);
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Writer(id, parent, root);
    }

    Path path(LayerId id) {
        return folder.resolve(id.value());
    }

    List<Path> folders() {
        try (var stream = Files.list(folder)) {
            return stream.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Lease<StorageDriver> storage() {
        return new Lease<>() {
            @Override
            public StorageDriver driver() {
                return FolderStorage.this;
            }

            @Override
            public void close() { }
        };
    }

    @Override
    public String name() {
        return "folders";
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
        return independent;
    }

    @Override
    public LayerWriter write(LayerId id, Optional<LayerId> parent) {
        if (hasLayer(id)) {
            throw new ServinException(ErrorKind.ALREADY_EXISTS, "layer " + id + " exists");
        }
        if (!independent && parent.isPresent() && !hasLayer(parent.get())) {
            throw ServinException.notFound("no parent " + parent.get());
        }
        Path root = folder.resolve("writing-" + id);
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Writer(id, parent, root);
    }

    private final class Writer implements LayerWriter {
        private final LayerId id;
        private final Optional<LayerId> parent;
        private final Path root;

        Writer(LayerId id, Optional<LayerId> parent, Path root) {
            this.id = id;
            this.parent = parent;
            this.root = root;
        }

        @Override
        public Path root() {
            return root;
        }

        @Override
        public WhiteoutForm whiteouts() {
            return form;
        }

        @Override
        public void commit() {
            delete(path(id));
            try {
                Files.move(root, path(id));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            layers.put(id, parent);
        }

        @Override
        public void close() {
            delete(root);
        }
    }

    private static void delete(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (var stream = Files.walk(root)) {
            for (Path path : stream.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean hasLayer(LayerId id) {
        return layers.containsKey(id);
    }

    @Override
    public List<LayerId> layers() {
        return new ArrayList<>(layers.keySet());
    }

    @Override
    public void removeLayer(LayerId id) {
        if (layers.values().stream().anyMatch(parent -> parent.equals(Optional.of(id)))) {
            throw new ServinException(ErrorKind.IN_USE, "layer " + id + " is a parent");
        }
        layers.remove(id);
        delete(path(id));
    }

    @Override
    public RootFilesystem layerFilesystem(LayerId id) {
        return RootFilesystem.folder(path(id));
    }

    @Override
    public void prepare(WorkspaceId id, Optional<LayerId> layer, WorkspaceOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RootFilesystem rootFilesystem(WorkspaceId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RootFilesystem view(WorkspaceId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Change> changes(WorkspaceId id) {
        return changes.getOrDefault(id, List.of());
    }

    @Override
    public long size(WorkspaceId id) {
        return 0;
    }

    @Override
    public Map<String, String> details(WorkspaceId id) {
        return Map.of();
    }

    @Override
    public List<WorkspaceId> workspaces() {
        return List.of();
    }

    @Override
    public void removeWorkspace(WorkspaceId id) {
        throw new UnsupportedOperationException();
    }
}
