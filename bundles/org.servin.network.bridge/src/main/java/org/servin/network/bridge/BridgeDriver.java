package org.servin.network.bridge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.linux.ErrnoException;
import org.servin.spi.Driver;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.network.NetworkReports;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Sandbox;
import org.servin.spi.network.SandboxKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Containers on a Linux bridge of this host, see the package's description. */
@Component(configurationPid = "org.servin")
@Driver(kind = "network", name = "bridge", priority = 10)
public final class BridgeDriver implements NetworkDriver {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeDriver.class);
    private static final boolean HOST_HAS_IPV6 = java.nio.file.Files.exists(java.nio.file.Path.of("/proc/net/if_inet6"));

    private final BridgeSettings settings;
    private final BridgeOptions.Defaults defaults;
    private final BridgeLinks links = new BridgeLinks();
    private final Firewall firewall;
    private final PortReservations ports = new PortReservations();
    private final Topology topology = new Topology();
    private final Mending mending;
    private volatile NetworkReports reports = endpoint -> { };
    private Watch watch;

    /** Starts; nothing is done on the host before there is a network. */
    @Activate
    public BridgeDriver(BridgeSettings settings) {
        this.settings = settings;
        this.defaults = new BridgeOptions.Defaults(settings.bridge(), settings.mtu(), settings.ip());
        this.firewall = new Firewall(settings.nftables$_$table());
        this.mending = new Mending(topology, links, settings.ip$_$forward());
    }

    @Override
    public Probe probe() {
        try {
            firewall.inKernel("bridges");
            return Probe.usable();
        } catch (ServinException e) {
            return Probe.broken(e.getMessage());
        }
    }

    @Override
    public SandboxKind sandbox() {
        return SandboxKind.PRIVATE;
    }

    @Override
    public boolean usesAddresses() {
        return true;
    }

    @Override
    public void report(NetworkReports to) {
        reports = to;
    }

    /** From the first network on. */
    private void watch() {
        synchronized (topology) {
            if (watch == null) {
                watch = new Watch(mending, firewall, endpoint -> reports.lost(endpoint));
            }
        }
    }

    @Override
    public void create(NetworkSpec network) {
        BridgeOptions options = BridgeOptions.of(network, defaults);
        for (boolean v6 : new boolean[] {false, true}) {
            if (network.pools().stream().filter(p -> Addresses.isV6(p.subnet()) == v6).count() > 1) {
                throw new ServinException(ErrorKind.FORBIDDEN, "bridge driver doesn't support multiple subnets");
            }
        }
        links.sweep();
        wrap("create network " + network.name(), () -> {
            watch();
            synchronized (topology) {
                forward(network);
                Bridge bridge = links.ensure(network, options, isDefault(network), false);
                try {
                    firewall.add(bridge);
                } catch (ServinException e) {
                    links.delete(bridge);
                    throw e;
                }
                topology.put(bridge);
            }
        });
    }

    /** The default network's bridge stays over a restart, so it may be there. */
    private boolean isDefault(NetworkSpec network) {
        return Boolean.parseBoolean(network.options().getOrDefault("com.docker.network.bridge.default_bridge", "false"));
    }

    private void forward(NetworkSpec network) {
        if (settings.ip$_$forward()) {
            BridgeLinks.forward(List.of(network));
        }
    }

    @Override
    public void delete(NetworkSpec network) {
        wrap("delete network " + network.name(), () -> {
            synchronized (topology) {
                topology.remove(network.id()).ifPresent(bridge -> {
                    firewall.remove(bridge);
                    links.delete(bridge);
                });
            }
        });
    }

    @Override
    public EndpointSpec join(NetworkSpec network, EndpointSpec endpoint, Sandbox sandbox) {
        Bridge bridge = bridge(network);
        List<PortMapping> chosen = hold(bridge, endpoint);
        EndpointSpec joined = endpoint.withPorts(chosen);
        try {
            wrap("join " + endpoint.containerName() + " to network " + network.name(), () -> attach(bridge, endpoint, sandbox));
            if (!chosen.isEmpty()) {
                publishOrDetach(joined);
            }
            topology.put(joined);
            return joined;
        } catch (ServinException e) {
            ports.release(endpoint.id());
            throw e;
        }
    }

    private void attach(Bridge bridge, EndpointSpec endpoint, Sandbox sandbox) {
        try {
            links.join(bridge, endpoint, sandbox);
        } catch (ErrnoException e) {
            links.join(again(bridge, e), endpoint, sandbox);
        }
    }

    /** A bridge that somebody deleted. */
    private Bridge again(Bridge bridge, ErrnoException failure) {
        synchronized (topology) {
            Bridge mended = links.ensure(bridge.spec(), bridge.options(), true, !bridge.borrowed());
            if (mended.index() == bridge.index()) {
                throw failure;
            }
            topology.put(mended);
            return mended;
        }
    }

    private void publishOrDetach(EndpointSpec joined) {
        try {
            firewall.publish(joined);
        } catch (ServinException e) {
            links.deleteLink(BridgeLinks.linkOf(joined.id()));
            throw e;
        }
    }

    @Override
    public EndpointSpec publish(NetworkSpec network, EndpointSpec endpoint) {
        EndpointSpec published = endpoint.withPorts(hold(bridge(network), endpoint));
        try {
            if (!published.ports().isEmpty()) {
                wrap("publish ports of " + endpoint.containerName(), () -> links.hairpin(endpoint.id()));
            }
            firewall.publish(published);
        } catch (ServinException e) {
            topology.endpoint(BridgeLinks.linkOf(endpoint.id())).ifPresent(ports::restore);
            throw e;
        }
        topology.put(published);
        return published;
    }

    private List<PortMapping> hold(Bridge bridge, EndpointSpec endpoint) {
        if (endpoint.ports().isEmpty() || bridge.spec().internal()) {
            ports.release(endpoint.id());
            return List.of();
        }
        return ports.hold(endpoint, endpoint.ports().stream().map(p -> families(bridge, p)).toList());
    }

    /** Where a mapping goes that names no address: everywhere in both families, as dockerd has it, or where the network says. */
    private static List<PortMapping> families(Bridge bridge, PortMapping port) {
        if (!port.hostAddress().isEmpty()) {
            return List.of(port);
        }
        String binding = bridge.options().hostBinding();
        PortMapping v4 = new PortMapping(port.protocol(), port.containerPort(), binding, port.hostPort(), port.hostPortEnd());
        if (!binding.equals("0.0.0.0") || !HOST_HAS_IPV6) {
            return List.of(v4);
        }
        return List.of(v4, new PortMapping(port.protocol(), port.containerPort(), "::", port.hostPort(), port.hostPortEnd()));
    }

    @Override
    public void leave(NetworkSpec network, EndpointSpec endpoint, Optional<Sandbox> remaining) {
        topology.removeEndpoint(endpoint.id());
        ports.release(endpoint.id());
        firewall.withdraw(endpoint.id());
        if (remaining.isPresent()) {
            wrap("take " + endpoint.containerName() + " off network " + network.name(), () -> links.deleteLink(BridgeLinks.linkOf(endpoint.id())));
        } else {
            topology.bridge(network.id()).ifPresent(b -> links.letGo(b, endpoint));
        }
    }

    @Override
    public void adopt(List<NetworkSpec> networks, List<EndpointSpec> endpoints) {
        wrap("adopt networks", () -> {
            watch();
            List<EndpointSpec> lost;
            synchronized (topology) {
                lost = take(networks, endpoints);
            }
            lost.forEach(e -> reports.lost(e.id()));
        });
    }

    /** Makes it so; gives endpoints that have no link. */
    private List<EndpointSpec> take(List<NetworkSpec> networks, List<EndpointSpec> endpoints) {
        List<String> before = new ArrayList<>(firewall.inKernel("bridges"));
        before.removeAll(firewall.inKernel("borrowed"));
        Map<String, Bridge> kept = new LinkedHashMap<>();
        networks.forEach(n -> mend(n, before).ifPresent(b -> kept.put(n.id(), b)));
        List<EndpointSpec> living = endpoints.stream().filter(e -> kept.containsKey(e.network())).toList();
        topology.replace(kept.values(), living);
        holdAgain(living);
        firewall.replace(List.copyOf(kept.values()), living);
        removeStaleBridges(before, kept.values());
        Set<String> present = links.present(kept.values(), living);
        return living.stream().filter(e -> !present.contains(BridgeLinks.linkOf(e.id())) && !links.attach(kept.get(e.network()), e)).toList();
    }

    /** A network that cannot be mended must not keep the others from being. */
    private Optional<Bridge> mend(NetworkSpec network, List<String> ours) {
        try {
            forward(network);
            BridgeOptions options = BridgeOptions.of(network, defaults);
            return Optional.of(links.ensure(network, options, true, ours.contains(options.link())));
        } catch (ErrnoException | ServinException e) {
            LOG.warn("network {} cannot be used: {}", network.name(), e.getMessage());
            return Optional.empty();
        }
    }

    private void holdAgain(List<EndpointSpec> living) {
        Set<String> ids = living.stream().map(EndpointSpec::id).collect(Collectors.toSet());
        ports.endpoints().stream().filter(e -> !ids.contains(e)).forEach(ports::release);
        for (EndpointSpec endpoint : living) {
            for (PortMapping taken : ports.restore(endpoint)) {
                LOG.warn("port {}:{}/{} of container {} was taken by another process while the engine was away; it stays published",
                        taken.hostAddress(), taken.hostPort(), taken.protocol().text(), endpoint.containerName());
            }
        }
    }

    private void removeStaleBridges(List<String> before, Collection<Bridge> kept) {
        Set<String> names = kept.stream().map(Bridge::link).collect(Collectors.toSet());
        before.stream().filter(n -> !names.contains(n)).forEach(links::deleteLink);
    }

    private Bridge bridge(NetworkSpec network) {
        return topology.bridge(network.id()).orElseThrow(
                () -> new ServinException(ErrorKind.UNAVAILABLE, "network " + network.name() + " is not set up by driver bridge"));
    }

    private static void wrap(String what, Runnable work) {
        try {
            work.run();
        } catch (ErrnoException e) {
            throw ServinException.internal("network driver bridge: cannot " + what + ": " + e.getMessage(), e);
        }
    }

    /** Lets go of sockets; links, rules and traffic stay for the successor. */
    @Deactivate
    void stop() {
        Watch running;
        synchronized (topology) {
            running = watch;
        }
        if (running != null) {
            // not within the monitor, which its thread may wait for
            running.close();
        }
        ports.close();
        firewall.close();
        links.close();
    }
}
