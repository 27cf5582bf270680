package org.servin.core.network;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.servin.core.container.EndpointConfig;
import org.servin.core.filter.Filters;

/** The networks of the engine, as the API uses them. {@code ref} is a name, a full id, or the beginning of one. Thread-safe. */
@ProviderType
public interface Networks {
    /**
     * A network that was made.
     *
     * @param id full id
     * @param warning what the client should know; empty for nothing
     */
    record Created(String id, String warning) { }

    /** Makes a network. */
    Created create(NetworkCreate request);

    /** Removes a network without members. FORBIDDEN for predefined ones. */
    void remove(String ref);

    /**
     * A network with its members.
     *
     * @param scope which scope it must have; empty for any
     */
    NetworkInfo inspect(String ref, String scope);

    /** Those that match. */
    List<NetworkInfo> list(Filters filters);

    /** Joins a container, running or not. */
    void connect(String ref, String containerRef, EndpointConfig config);

    /** Takes a container off. */
    void disconnect(String ref, String containerRef, boolean force);

    /** Removes those that nobody uses and match; gives their names. */
    List<String> prune(Filters filters);
}
