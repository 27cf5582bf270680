package org.servin.storage.overlay2;

import java.nio.file.Path;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.WorkspaceId;

/**
 * Where the driver keeps what, below its own folder:
 * <pre>
 * layers/ID/diff          a layer's files
 * layers/ID/layer         two lines: its name in l/, and its parent's id or an empty line
 * l/NAME                  short link to a layer's files, so that the options of a mount fit into a page
 * workspaces/ID/diff      what a workspace has changed
 * workspaces/ID/work      overlayfs's own
 * workspaces/ID/on-LAYER  an empty file whose name is all it says: written last, and safe without a sync
 * empty                   stands below a single layer, since overlayfs wants two
 * staging, removing       not yet there, and no longer
 * </pre>
 */
final class Layout {
    static final String DIFF = "diff";
    static final String WORK = "work";
    static final String LAYER_FILE = "layer";
    static final String ON = "on-";
    static final String EMPTY = "empty";

    private final Path home;

    Layout(Path home) {
        this.home = home;
    }

    Path home() {
        return home;
    }

    Path layers() {
        return home.resolve("layers");
    }

    Path layer(LayerId id) {
        return layers().resolve(id.value());
    }

    Path layerDiff(LayerId id) {
        return layer(id).resolve(DIFF);
    }

    Path links() {
        return home.resolve("l");
    }

    Path workspaces() {
        return home.resolve("workspaces");
    }

    Path workspace(WorkspaceId id) {
        return workspaces().resolve(id.value());
    }

    Path upper(WorkspaceId id) {
        return workspace(id).resolve(DIFF);
    }

    Path staging() {
        return home.resolve("staging");
    }

    Path removing() {
        return home.resolve("removing");
    }

    Path empty() {
        return home.resolve(EMPTY);
    }
}
