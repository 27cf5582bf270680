package org.servin.core.container;

import java.util.Map;
import java.util.Optional;

/**
 * A wish for a container.
 *
 * @param name empty for a made-up one
 * @param platform {@code os[/arch[/variant]]}; empty for the host's
 * @param config portable part
 * @param host host part; its runtime is null where nothing was said of the host at all, and clients see which one was chosen from the first start on
 * @param endpoints by network name
 */
public record CreateRequest(Optional<String> name, Optional<String> platform, ContainerConfig config, HostConfig host, Map<String, EndpointConfig> endpoints) {
    /** Copies the map. */
    public CreateRequest {
        endpoints = Map.copyOf(endpoints);
    }
}
