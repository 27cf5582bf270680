package org.servin.core.internal.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.servin.image.StorageProvider;
import org.servin.spi.Lease;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.RootFilesystem;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.storage.WorkspaceId;
import org.servin.spi.storage.WorkspaceOptions;

/** Keeps the names of workspaces only. */
final class FakeStorage implements StorageDriver, StorageProvider {
    final Set<WorkspaceId> workspaces = ConcurrentHashMap.newKeySet();
    volatile String removeFailure = "";

    @Override
    public Lease<StorageDriver> storage() {
        return new Lease<>() {
            @Override
            public StorageDriver driver() {
                return FakeStorage.this;
            }

            @Override
            public void close() { }
        };
    }

    @Override
    public String name() {
        return "fake";
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
        return true;
    }

    @Override
    public LayerWriter write(LayerId id, Optional<LayerId> parent) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasLayer(LayerId id) {
        return true;
    }

    @Override
    public List<LayerId> layers() {
        return List.of();
    }

    @Override
    public void removeLayer(LayerId id) { }

    @Override
    public RootFilesystem layerFilesystem(LayerId id) {
        return RootFilesystem.folder(Path.of("/nowhere"));
    }

    @Override
    public void prepare(WorkspaceId id, Optional<LayerId> layer, WorkspaceOptions options) {
        workspaces.add(id);
    }

    @Override
    public RootFilesystem rootFilesystem(WorkspaceId id) {
        return RootFilesystem.folder(Path.of("/nowhere"));
    }

    @Override
    public RootFilesystem view(WorkspaceId id) {
        return rootFilesystem(id);
    }

    @Override
    public List<Change> changes(WorkspaceId id) {
        return List.of();
    }

    @Override
    public long size(WorkspaceId id) {
        return 7;
    }

    @Override
    public Map<String, String> details(WorkspaceId id) {
        return Map.of();
    }

    @Override
    public List<WorkspaceId> workspaces() {
        return List.copyOf(workspaces);
    }

    @Override
    public void removeWorkspace(WorkspaceId id) {
        if (!removeFailure.isEmpty()) {
            throw ServinException.internal(removeFailure, null);
        }
        workspaces.remove(id);
    }
}
