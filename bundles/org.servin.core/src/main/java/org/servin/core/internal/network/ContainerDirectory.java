package org.servin.core.internal.network;

import java.util.Optional;

/** What networks ask of containers. Implemented by the containers service. */
public interface ContainerDirectory {
    /** A container that exists. */
    record Found(ContainerNetworking.Subject subject, boolean running, int pid) { }

    /** Finds by id, beginning of an id, or name; NOT_FOUND in dockerd's words. */
    Found find(String ref);

    /** Keeps new endpoints of a container, and its view where it runs. */
    void endpointsChanged(String containerId, java.util.Map<String, org.servin.core.container.EndpointView> endpoints, Optional<org.servin.core.container.NetworkView> view);
}
