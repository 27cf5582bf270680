package org.servin.spi.volume;

import java.util.Map;
import java.util.Objects;

/**
 * What a volume is asked to be.
 *
 * @param name unique within the engine
 * @param options the driver's own options; an unknown key is INVALID_ARGUMENT naming it
 */
public record VolumeSpec(String name, Map<String, String> options) {
    /** Copies the map. */
    public VolumeSpec {
        Objects.requireNonNull(name, "name is null");
        options = Map.copyOf(options);
    }
}
