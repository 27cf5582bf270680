package org.servin.network.macvlan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.InterfaceSetup;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.Sandbox;
import org.servin.spi.network.SandboxKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers on the wire of one of the host's links. Ports are not published: containers are reached under their own addresses.
 *
 * <p>The kernel lets no two links of one parent have the same address, and takes a container's namespace apart some time after the container's end. So the driver keeps each
 * namespace until it has removed its link there: who gets the address next need not wait.
 */
abstract class WireDriver implements NetworkDriver {
    private static final Logger LOG = LoggerFactory.getLogger(WireDriver.class);
    private static final int LOOPBACK = 1;
    private static final EndpointSpec PROBE = new EndpointSpec("", "", "", "servin-probe", "02:42:00:00:00:01", List.of(), List.of(), List.of());

    private final WireKind kind;
    private final Rtnetlink host = Rtnetlink.open();
    private final Parents parents;
    private final Map<String, Used> networks = new ConcurrentHashMap<>();
    /** Namespaces by endpoint. */
    private final Map<String, Fd> namespaces = new ConcurrentHashMap<>();

    /** Starts; nothing is done on the host before there is a network. */
    WireDriver(WireKind kind) {
        this.kind = kind;
        this.parents = new Parents(kind, host);
    }

    /** A network, and its parent's name. */
    private record Used(NetworkSpec network, WireOptions options) { }

    /** Asks the kernel for a link on loop-back, which it refuses, and in other words where it has no such links. */
    @Override
    public Probe probe() {
        try (Fd here = NetworkNamespace.current()) {
            host.apply(kind.link(LOOPBACK, kind.usual(), here.number(), PROBE));
            return Probe.broken("the kernel makes " + kind.text() + " links on loop-back");
        } catch (ErrnoException e) {
            return e.is(Errno.EINVAL) ? Probe.usable() : Probe.skip("no " + kind.text() + " links here: " + Errno.text(e.errno()));
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
    public synchronized void create(NetworkSpec network) {
        WireOptions options = WireOptions.of(kind, network);
        networks.values().stream().filter(u -> u.options().parent().equals(options.parent())).findFirst().ifPresent(u -> {
            throw WireOptions.refused("network " + WireOptions.ownLink(kind, u.network()) + " is already using parent interface " + options.parent());
        });
        calling("create network " + network.name(), () -> parents.ensure(network, options));
        networks.put(network.id(), new Used(network, options));
    }

    @Override
    public synchronized void delete(NetworkSpec network) {
        Used used = networks.remove(network.id());
        if (used != null) {
            calling("delete network " + network.name(), () -> {
                parents.remove(network, used.options().parent());
                return null;
            });
        }
    }

    @Override
    public EndpointSpec join(NetworkSpec network, EndpointSpec endpoint, Sandbox sandbox) {
        WireOptions options = Optional.ofNullable(networks.get(network.id())).map(Used::options).orElseGet(() -> WireOptions.of(kind, network));
        return calling("join " + endpoint.containerName() + " to network " + network.name(), () -> {
            int parent = parents.ensure(network, options);
            host.apply(kind.link(parent, options.mode(), sandbox.namespaceFd(), endpoint));
            try {
                new InterfaceSetup(endpoint.interfaceName(), endpoint.addresses(), endpoint.gateways()).apply(sandbox.namespaceFd(), sandbox.fresh());
                namespaces.put(endpoint.id(), NetworkNamespace.again(sandbox.namespaceFd()));
            } catch (ErrnoException e) {
                remove(sandbox.namespaceFd(), endpoint);
                throw e;
            }
            return endpoint.withPorts(List.of());
        });
    }

    private static void remove(int namespace, EndpointSpec endpoint) {
        try (Rtnetlink inside = NetworkNamespace.open(namespace, false)) {
            inside.apply(new Batch().deleteLink(endpoint.interfaceName()).ignoring(Errno.ENODEV));
        }
    }

    @Override
    public EndpointSpec publish(NetworkSpec network, EndpointSpec endpoint) {
        return endpoint.withPorts(List.of());
    }

    @Override
    public void leave(NetworkSpec network, EndpointSpec endpoint, Optional<Sandbox> remaining) {
        calling("take " + endpoint.containerName() + " off network " + network.name(), () -> {
            try (Fd kept = namespaces.remove(endpoint.id())) {
                // of an endpoint that was adopted there is only the sandbox that goes on, or else the kernel's own removal
                Optional<Integer> namespace = remaining.map(Sandbox::namespaceFd).or(() -> Optional.ofNullable(kept).map(Fd::number));
                namespace.ifPresent(n -> remove(n, endpoint));
            }
            return null;
        });
    }

    @Override
    public synchronized void adopt(List<NetworkSpec> all, List<EndpointSpec> endpoints) {
        networks.clear();
        for (NetworkSpec network : all) {
            try {
                WireOptions options = WireOptions.of(kind, network);
                parents.ensure(network, options);
                networks.put(network.id(), new Used(network, options));
            } catch (ErrnoException | ServinException e) {
                LOG.warn("network {} cannot be used: {}", network.name(), e.getMessage());
            }
        }
        Set<String> ids = all.stream().map(NetworkSpec::id).collect(Collectors.toSet());
        calling("remove links of networks that are no more", () -> {
            parents.removeStale(ids);
            return null;
        });
    }

    private <T> T calling(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (ErrnoException e) {
            throw ServinException.internal("network driver " + kind.text() + ": cannot " + what + ": " + e.getMessage(), e);
        }
    }

    /** Lets go of namespaces; links and traffic stay for the successor. */
    void stop() {
        namespaces.values().forEach(Fd::close);
        namespaces.clear();
        host.close();
    }
}
