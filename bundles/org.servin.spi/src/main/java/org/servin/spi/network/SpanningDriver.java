package org.servin.spi.network;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A network driver whose networks span hosts, such as an overlay. Each host has its engine and its driver; what they must agree on goes through the driver's control plane.
 * Its component's service is {@link NetworkDriver}, as for all drivers.
 *
 * <p>The engine still decides addresses, but asks the driver whether one is free everywhere: before an endpoint joins each of its addresses is claimed, after it has left
 * they are freed. A driver that was away meanwhile learns by {@link NetworkDriver#adopt} which endpoints there are here: it claims theirs again, and frees all others of
 * this host. Names go both ways: {@link #announce} tells what other hosts are to know, {@link #listen} what is known of them.
 */
@ConsumerType
public interface SpanningDriver extends NetworkDriver {
    /** How far its networks reach: kept with each network when it is created, and shown. Not LOCAL. */
    NetworkScope scope();

    /**
     * Takes an address of a network for an endpoint of this host; again for the same endpoint: does nothing. UNAVAILABLE if the other hosts cannot be asked: then the
     * container does not start.
     *
     * @param address literal, without prefix length
     * @return false if it is taken elsewhere: the engine tries another, or refuses the wish for it
     */
    boolean claim(NetworkSpec network, String endpointId, String address);

    /** Gives an address back. One that the endpoint does not have: does nothing. */
    void free(NetworkSpec network, String endpointId, String address);

    /** Tells other hosts of an endpoint that has joined here, or has another name now; also after each {@link #adopt}. {@link #leave} takes it back. */
    void announce(NetworkSpec network, NamedEndpoint endpoint);

    /** Who to tell of endpoints elsewhere; called before {@link #adopt}. */
    void listen(RemoteEndpoints to);
}
