package org.servin.spi.volume;

import java.util.Map;
import java.util.Objects;
import org.servin.spi.Owner;

/**
 * What a volume is asked to be.
 *
 * @param name unique within the engine
 * @param options the driver's own options; an unknown key is INVALID_ARGUMENT naming it
 * @param owner whom a new, empty volume belongs to: root of containers' user namespaces
 */
public record VolumeSpec(String name, Map<String, String> options, Owner owner) {
    /** Copies the map. */
    public VolumeSpec {
        Objects.requireNonNull(name, "name is null");
        options = Map.copyOf(options);
        Objects.requireNonNull(owner, "owner is null");
    }

    /** For containers whose root is the host's. */
    public VolumeSpec(String name, Map<String, String> options) {
        this(name, options, Owner.ROOT);
    }
}
