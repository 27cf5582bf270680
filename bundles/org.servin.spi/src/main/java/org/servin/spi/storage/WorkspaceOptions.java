package org.servin.spi.storage;

import java.util.Map;

/**
 * What a container asks of its workspace.
 *
 * @param options the driver's own options ({@code --storage-opt}); an unknown key is INVALID_ARGUMENT naming it
 */
public record WorkspaceOptions(Map<String, String> options) {
    /** Copies the map. */
    public WorkspaceOptions {
        options = Map.copyOf(options);
    }

    /** No wishes. */
    public static WorkspaceOptions none() {
        return new WorkspaceOptions(Map.of());
    }
}
