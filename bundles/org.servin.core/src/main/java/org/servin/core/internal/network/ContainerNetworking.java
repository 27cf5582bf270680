package org.servin.core.internal.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.HostConfig;
import org.servin.core.container.NetworkView;
import org.servin.spi.network.SandboxKind;

/** What the life of containers asks of networks. Implemented beside {@link org.servin.core.network.Networks}; used by the containers service. */
public interface ContainerNetworking {
    /**
     * The container, as far as networks are concerned.
     *
     * @param id full id
     * @param name without the leading slash
     * @param config portable part
     * @param host host part
     * @param endpoints its networks by name, as last kept
     * @param folder the container's folder, for {@code hosts}, {@code hostname} and {@code resolv.conf}
     */
    record Subject(String id, String name, ContainerConfig config, HostConfig host, Map<String, EndpointView> endpoints, Path folder) { }

    /**
     * At creation: checks the network mode, the endpoints and the port bindings, and gives the networks that it will join, by name. Empty for
     * {@code container:} mode and a disabled network.
     */
    Map<String, EndpointView> plan(ContainerConfig config, HostConfig host, Map<String, EndpointConfig> asked);

    /**
     * At creation: checks {@code HostConfig.Links}, and gives them in the form in which they are kept, which follows renames. Null stays null.
     */
    List<String> resolveLinks(List<String> asked);

    /** A container's link of that alias was removed: a running one's {@code hosts} forgets it. */
    void unlinked(Subject linker, String alias);

    /** A container's links in the form that clients see. */
    List<String> shownLinks(Subject subject);

    /** What a container's links add to the environment of its processes, in the form {@code KEY=value}. Fails if a linked container does not run. */
    List<String> environment(Subject subject);

    /** Which namespace its networks give it (not called for {@code container:} mode). */
    SandboxKind sandbox(Subject subject);

    /** Before launch: chooses addresses and writes {@code hosts}, {@code hostname} and {@code resolv.conf} into the folder. Gives the networks with their addresses. */
    Map<String, EndpointView> allocate(Subject subject);

    /** After launch: joins all networks of an allocated container. On failure nothing is left of it, not even addresses. */
    NetworkView join(Subject subject, int pid);

    /** The container has ended, or its start failed: ports, links and addresses are free. Never fails for what is gone. */
    void release(String containerId);

    /** At the engine's start, once, before anything else: the running containers with the views that were kept. Ends what is not in the list. */
    void restore(List<Restored> running);

    /** One container that ran over the engine's restart. */
    record Restored(Subject subject, NetworkView view, int pid) { }

    /** What clients see of a container that does not run, or shares another's network. */
    NetworkView idle(Subject subject);

    /**
     * A container has other port bindings: checks them, and where it runs, publishes exactly them; ports that were chosen freely stay the same. On failure those of before stay.
     *
     * @return its view, if it runs
     */
    Optional<NetworkView> publish(Subject subject);

    /** The container was renamed: names on networks follow. */
    void renamed(String containerId, String newName);
}
