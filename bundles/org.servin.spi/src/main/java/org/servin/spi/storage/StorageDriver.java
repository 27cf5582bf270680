package org.servin.spi.storage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.Probe;

/**
 * Keeps layers and workspaces.
 *
 * <p>A <em>layer</em> is read-only and known by a {@link LayerId}; it may have one parent. A <em>workspace</em> is writable and stands
 * on one layer, or on nothing. A layer is written once: {@code write}, fill the folder, {@code commit}. A workspace lives from
 * {@code prepare} to {@code removeWorkspace}, over restarts of the engine and updates of the driver.
 *
 * <p>Example: an image of two layers A, B and one container c. {@code write(A, none)}, fill, commit; {@code write(AB, A)}, fill, commit;
 * {@code prepare(c, AB)}; {@code rootFilesystem(c)} is mounted, used and unmounted any number of times; {@code removeWorkspace(c)};
 * {@code removeLayer(AB)}; {@code removeLayer(A)}.
 *
 * <p>All methods may be called by several threads at once, for different ids; failures are {@link org.servin.spi.ServinException}.
 * All files are kept below a folder of the driver's own, and everything is found again after a restart.
 */
@ConsumerType
public interface StorageDriver {
    /** Whether this host can use the driver; never throws for "not this host". */
    Probe probe();

    /** What {@code docker info} shows, in order: name to value. */
    Map<String, String> status();

    /** Whether a layer may be written before its parent is there, so that several are unpacked at once. */
    boolean writesLayersIndependently();

    /** Starts a layer. ALREADY_EXISTS if it is there; NOT_FOUND if the parent must be and is not. */
    LayerWriter write(LayerId id, Optional<LayerId> parent);

    /** Whether the layer was committed. */
    boolean hasLayer(LayerId id);

    /** Ids of all committed layers. */
    List<LayerId> layers();

    /** Removes a layer that nothing stands on; removing an absent one does nothing. IN_USE otherwise. */
    void removeLayer(LayerId id);

    /**
     * Takes a layer away that nothing stands on, so that from now on it is not there, and leaves what takes long, such as the removal of its files, to the
     * answer. The engine runs that once before it gives the driver back, on any thread and beside others; if it is killed before, the driver does it when
     * it is started next. For an absent layer there is nothing to do. IN_USE as with {@link #removeLayer}.
     */
    default Runnable detachLayer(LayerId id) {
        removeLayer(id);
        return () -> { };
    }

    /** How to see a layer with its parents, read-only. NOT_FOUND if absent. */
    RootFilesystem layerFilesystem(LayerId id);

    /** Makes a workspace. ALREADY_EXISTS, or NOT_FOUND for the layer. */
    void prepare(WorkspaceId id, Optional<LayerId> layer, WorkspaceOptions options);

    /** How to mount a workspace. NOT_FOUND if absent. */
    RootFilesystem rootFilesystem(WorkspaceId id);

    /** How to see a workspace read-only, also while {@link #rootFilesystem} is mounted elsewhere and being written to. NOT_FOUND if absent. */
    RootFilesystem view(WorkspaceId id);

    /** What differs from the layers below, parents before children, sorted by path. */
    List<Change> changes(WorkspaceId id);

    /** Bytes that the workspace takes beyond its layers. */
    long size(WorkspaceId id);

    /** What the Docker API shows as {@code GraphDriver.Data}. */
    Map<String, String> details(WorkspaceId id);

    /** Ids of all workspaces. */
    List<WorkspaceId> workspaces();

    /** Removes a workspace that is not mounted; removing an absent one does nothing. */
    void removeWorkspace(WorkspaceId id);
}
