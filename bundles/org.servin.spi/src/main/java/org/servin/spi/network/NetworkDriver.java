package org.servin.spi.network;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.Probe;

/**
 * Makes networks and joins containers to them. The engine decides addresses; the driver makes links, routes, filters and published ports.
 *
 * <p>A network lives from {@code create} to {@code delete}; an endpoint from {@code join} to {@code leave}. After a restart of the engine, or
 * when a driver takes the place of another, {@code adopt} tells what there must be: the driver mends what is missing, removes what is
 * its own and not in the list, and leaves working connections alone. Thread-safe; failures are {@link org.servin.spi.ServinException}
 * and leave nothing behind.
 */
@ConsumerType
public interface NetworkDriver {
    /** Whether this host can use the driver; never throws for "not this host". */
    Probe probe();

    /** Which namespace containers on its networks get. */
    SandboxKind sandbox();

    /** Whether its networks have subnets that the engine must choose. */
    boolean usesAddresses();

    /**
     * Whether each of its endpoints with IP addresses has a link-layer address that the engine or the user chooses. Where not, {@link EndpointSpec#mac()} is empty, and who asks
     * for one is refused.
     */
    default boolean usesLinkAddresses() {
        return true;
    }

    /** Makes a network. CONFLICT where it overlaps with what is on the host. */
    void create(NetworkSpec network);

    /** Removes a network without endpoints; absent: does nothing. */
    void delete(NetworkSpec network);

    /**
     * Joins a container: the interface is made, named, addressed, up and routed when this returns. A taken port is INTERNAL in dockerd's words, naming it.
     *
     * @return the endpoint, with the ports that were chosen
     */
    EndpointSpec join(NetworkSpec network, EndpointSpec endpoint, Sandbox sandbox);

    /**
     * Publishes exactly the endpoint's ports in place of those that it had; an empty list takes them all back. The endpoint has joined.
     *
     * @return the endpoint, with the ports that were chosen
     */
    EndpointSpec publish(NetworkSpec network, EndpointSpec endpoint);

    /**
     * Removes the endpoint's links and ports. Absent: does nothing.
     *
     * @param remaining the sandbox, if it goes on without the endpoint: its link is gone when this returns. Empty if the sandbox is ending or gone: then the
     *     kernel removes links with the namespace, and the driver need not wait for that
     */
    void leave(NetworkSpec network, EndpointSpec endpoint, Optional<Sandbox> remaining);

    /** Who to tell of what the engine cannot know; called before {@link #adopt}. A driver that does not watch its links need not implement this. */
    default void report(NetworkReports to) { }

    /** What there must be, at the start of the engine or of the driver. */
    void adopt(List<NetworkSpec> networks, List<EndpointSpec> endpoints);
}
