package org.servin.core.container;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container's network settings.
 *
 * @param sandboxId full id; empty while it does not run
 * @param sandboxKey path of the network namespace; empty while it does not run
 * @param ports by {@code port/protocol}: bindings as chosen; an exposed port that is not published has an empty optional
 * @param endpoints by network name
 */
public record NetworkView(String sandboxId, String sandboxKey, Map<String, Optional<List<PortBinding>>> ports, Map<String, EndpointView> endpoints) { }
