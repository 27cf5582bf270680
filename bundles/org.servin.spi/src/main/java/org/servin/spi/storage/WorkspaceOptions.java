package org.servin.spi.storage;

import java.util.Map;
import java.util.Objects;
import org.servin.spi.Owner;

/**
 * What a container asks of its workspace.
 *
 * @param options the driver's own options ({@code --storage-opt}); an unknown key is INVALID_ARGUMENT naming it
 * @param owner whom the root folder belongs to, where it is not a copy of the layer's: root of the container's user namespace. What is in layers has the
 *        right owners already
 */
public record WorkspaceOptions(Map<String, String> options, Owner owner) {
    /** Copies the map. */
    public WorkspaceOptions {
        options = Map.copyOf(options);
        Objects.requireNonNull(owner, "owner is null");
    }

    /** For a container whose root is the host's. */
    public WorkspaceOptions(Map<String, String> options) {
        this(options, Owner.ROOT);
    }

    /** No wishes. */
    public static WorkspaceOptions none() {
        return new WorkspaceOptions(Map.of());
    }
}
