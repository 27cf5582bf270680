package org.servin.network.bridge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.servin.linux.ErrnoException;
import org.servin.linux.netlink.NetworkLoss;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkReports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts back what somebody took away from our networks: bridges with their addresses and routes, ends of containers, forwarding. Used by one thread. */
final class Mending {
    private static final Logger LOG = LoggerFactory.getLogger(Mending.class);
    private final Topology topology;
    private final BridgeLinks links;
    private final boolean forwards;
    private final Set<String> networks = new HashSet<>();
    private final Set<String> ends = new HashSet<>();
    private boolean setting;
    private String lastFailure = "";

    /** @param forwards whether forwarding is this driver's matter */
    Mending(Topology topology, BridgeLinks links, boolean forwards) {
        this.topology = topology;
        this.links = links;
        this.forwards = forwards;
    }

    /** Whether something is to be mended. */
    boolean isPending() {
        return !networks.isEmpty() || !ends.isEmpty() || setting;
    }

    /** Notes a loss if it is one of ours. */
    void note(NetworkLoss loss) {
        switch (loss.kind()) {
            case LINK -> {
                topology.bridgeOf(loss.link()).ifPresent(b -> networks.add(b.spec().id()));
                topology.endpoint(loss.name()).ifPresent(e -> ends.add(loss.name()));
            }
            case ADDRESS, ROUTE -> topology.bridgeOf(loss.link()).ifPresent(b -> networks.add(b.spec().id()));
            case SETTING -> setting = forwards;
            case ANYTHING -> {
                setting = forwards;
                topology.bridges().forEach(b -> networks.add(b.spec().id()));
                topology.endpoints().forEach(e -> ends.add(BridgeLinks.linkOf(e.id())));
            }
        }
    }

    /** Mends what was noted. What cannot be mended now stays noted. */
    void mend(NetworkReports reports) {
        List<EndpointSpec> lost = new ArrayList<>();
        try {
            synchronized (topology) {
                if (setting) {
                    BridgeLinks.forward(topology.bridges().stream().map(Bridge::spec).toList());
                    setting = false;
                }
                for (String network : List.copyOf(networks)) {
                    topology.bridge(network).ifPresent(this::mendBridge);
                    networks.remove(network);
                }
                for (String end : List.copyOf(ends)) {
                    topology.endpoint(end).filter(e -> !attach(e)).ifPresent(lost::add);
                    ends.remove(end);
                }
            }
            lastFailure = "";
        } catch (ErrnoException | ServinException e) {
            if (!lastFailure.equals(e.getMessage())) {
                lastFailure = String.valueOf(e.getMessage());
                LOG.warn("a network cannot be mended now, this is tried again: {}", lastFailure);
            }
        }
        lost.forEach(e -> reports.lost(e.id()));
    }

    private void mendBridge(Bridge bridge) {
        Bridge mended = links.ensure(bridge.spec(), bridge.options(), true, !bridge.borrowed());
        if (mended.index() != bridge.index()) {
            LOG.warn("bridge {} of network {} was deleted; it is back", bridge.link(), bridge.spec().name());
            topology.put(mended);
            topology.endpoints().stream().filter(e -> e.network().equals(bridge.spec().id())).forEach(e -> ends.add(BridgeLinks.linkOf(e.id())));
        }
    }

    /** Whether the endpoint's link is there; it is on its bridge and up then. */
    private boolean attach(EndpointSpec endpoint) {
        Optional<Bridge> bridge = topology.bridge(endpoint.network());
        return bridge.isEmpty() || links.attach(bridge.get(), endpoint);
    }
}
