package org.servin.core.internal.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.NetworkView;
import org.servin.core.internal.network.ContainerDirectory.Found;
import org.servin.core.internal.network.ContainerNetworking.Subject;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Containers join and leave networks by hand: those that run at once, the others at their next start. Checks and their order are dockerd's. */
final class Memberships {
    private final NetworkTable table;
    private final Wiring wiring;
    private final ContainerNetworks containers;
    private final ContainerDirectory directory;

    Memberships(NetworkTable table, Wiring wiring, ContainerNetworks containers, ContainerDirectory directory) {
        this.table = table;
        this.wiring = wiring;
        this.containers = containers;
        this.directory = directory;
    }

    void connect(String ref, String containerRef, EndpointConfig config) {
        Found found = directory.find(containerRef);
        Subject subject = found.subject();
        NetworkModes.checkOwnNetwork(subject.host());
        LiveNetwork network = table.find(ref);
        NetworkModes.checkConnect(NetworkModes.of(subject.host()), subject.endpoints().keySet(), network);
        EndpointConfig wish = config == null ? EndpointConfig.none() : config;
        NetworkModes.checkEndpoint(network, wish);
        boolean present = subject.endpoints().containsKey(network.name());
        if (found.running()) {
            if (present) {
                throw new ServinException(ErrorKind.FORBIDDEN, "endpoint with name " + subject.name() + " already exists in network " + network.name());
            }
            keep(subject, containers.connect(subject, network, wish));
        } else if (!present) {
            Map<String, EndpointView> endpoints = new LinkedHashMap<>(subject.endpoints());
            endpoints.put(network.name(), EndpointView.asked(wish, Endpoints.aliases(subject, network, wish)));
            directory.endpointsChanged(subject.id(), endpoints, Optional.empty());
        }
    }

    private void keep(Subject subject, NetworkView view) {
        directory.endpointsChanged(subject.id(), view.endpoints(), Optional.of(view));
    }

    void disconnect(String ref, String containerRef, boolean force) {
        Found found = force ? findOrEndpoint(ref, containerRef) : directory.find(containerRef);
        Optional<LiveNetwork> network = found.running() && !force ? Optional.of(table.find(ref)) : present(ref);
        if (found.running() && network.isPresent()) {
            leave(found.subject(), network.get());
            return;
        }
        forget(found.subject(), network.map(LiveNetwork::name).orElse(ref));
        network.ifPresent(n -> wiring.tell("disconnect", n, found.subject().id()));
    }

    private Optional<LiveNetwork> present(String ref) {
        try {
            return Optional.of(table.find(ref));
        } catch (ServinException e) {
            return Optional.empty(); // a container that does not run may have been asked to join what has gone since
        }
    }

    /** With force, endpoints of containers that have gone may be named, too; there are none here. */
    private Found findOrEndpoint(String ref, String containerRef) {
        try {
            return directory.find(containerRef);
        } catch (ServinException e) {
            table.find(ref);
            throw containerRef.isEmpty() ? new ServinException(ErrorKind.INTERNAL, "invalid name: ", e)
                    : new ServinException(ErrorKind.NOT_FOUND, "endpoint " + containerRef + " not found", e);
        }
    }

    private void leave(Subject subject, LiveNetwork network) {
        boolean host = network.name().equals(Predefined.HOST);
        if (host && NetworkModes.of(subject.host()).equals(Predefined.HOST)) {
            throw NetworkModes.hostNetwork();
        }
        if (!subject.endpoints().containsKey(network.name())) {
            throw ContainerNetworks.notConnected(subject.id(), network);
        }
        keep(subject, containers.disconnect(subject, network));
    }

    private void forget(Subject subject, String name) {
        Map<String, EndpointView> endpoints = new LinkedHashMap<>(subject.endpoints());
        if (endpoints.remove(name) == null) {
            throw new ServinException(ErrorKind.INTERNAL, "container " + subject.id() + " is not connected to the network " + name);
        }
        directory.endpointsChanged(subject.id(), endpoints, Optional.empty());
    }
}
