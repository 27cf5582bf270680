package org.servin.core.internal.network;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.servin.spi.network.NamedEndpoint;

/** A container on another host. */
record RemotePeer(LiveNetwork network, NamedEndpoint endpoint) implements Peer {
    @Override
    public String name() {
        return endpoint.containerName();
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        names.add(name());
        names.addAll(endpoint.aliases());
        return names;
    }

    @Override
    public List<String> addresses() {
        return endpoint.addresses();
    }

    @Override
    public boolean exposes(String port) {
        return endpoint.exposed().contains(port);
    }
}
