package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.core.system.EngineSettings;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Sandbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is on which network right now, and the calls to drivers that make it so. Thread-safe: what happens to one container takes turns.
 */
@Component(service = Wiring.class)
public final class Wiring implements Drivers.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private final NetworkTable table;
    private final Drivers drivers;
    private final Events events;
    private final NameServer names;
    private final Spans spans;
    private final Map<String, LiveContainer> live = new ConcurrentHashMap<>();
    private volatile boolean restored;

    /** Starts to look after drivers. */
    @Activate
    public Wiring(@Reference NetworkTable table, @Reference Drivers drivers, @Reference Events events, @Reference EngineSettings settings) {
        this.names = new NameServer(new Upstreams(settings));
        this.table = table;
        this.spans = new Spans(table, drivers);
        this.drivers = drivers;
        this.events = events;
        drivers.listen(this);
    }

    @Deactivate
    void stop() {
        drivers.unlisten(this);
        names.close();
    }

    Spans spans() {
        return spans;
    }

    Optional<LiveContainer> live(String containerId) {
        return Optional.ofNullable(live.get(containerId));
    }

    Collection<LiveContainer> live() {
        return live.values();
    }

    void put(LiveContainer container) {
        live.put(container.id(), container);
    }

    /** Calls a network's driver. */
    <T> T with(String driver, Function<NetworkDriver, T> call) {
        try (Lease<NetworkDriver> lease = drivers.lease(DriverKind.NETWORK, driver, NetworkDriver.class)) {
            return call.apply(lease.driver());
        }
    }

    <T> T with(LiveNetwork network, Function<NetworkDriver, T> call) {
        return with(network.record().driver(), call);
    }

    /** Joins everything that was allocated. */
    void join(LiveContainer container, int pid) {
        synchronized (container) {
            container.setPid(pid);
            try (Fd namespace = NetworkNamespace.of(pid)) {
                Sandbox sandbox = new Sandbox(namespace.number(), pid, true);
                for (Attachment attachment : container.attachments()) {
                    join(container, attachment, sandbox);
                    sandbox = new Sandbox(namespace.number(), pid);
                }
                serveNames(container, namespace.number());
                if (container.attachments().isEmpty()) {
                    loopback(sandbox);
                }
            } catch (ErrnoException e) {
                throw ServinException.internal("cannot set up the network of container " + container.name() + ": " + e.getMessage(), e);
            }
        }
    }

    private void serveNames(LiveContainer container, int namespace) {
        if (container.resolvesNames()) {
            names.open(container, namespace);
        }
    }

    /** Serves names again to a container that ran over a restart. */
    void serveNames(LiveContainer container) {
        try (Fd namespace = NetworkNamespace.of(container.pid())) {
            serveNames(container, namespace.number());
        } catch (ErrnoException | ServinException e) {
            LOG.warn("container {} finds no names until it is started again: {}", container.name(), e.getMessage());
        }
    }

    private static void loopback(Sandbox sandbox) {
        try (Rtnetlink inside = NetworkNamespace.open(sandbox.namespaceFd(), true)) {
            inside.apply(new Batch().loopbackUp());
        }
    }

    private void join(LiveContainer container, Attachment attachment, Sandbox sandbox) {
        LiveNetwork network = attachment.network();
        attachment.update(with(network, d -> d.join(network.spec(), attachment.spec(), sandbox)));
        try {
            LinkLocalAddresses.add(sandbox.namespaceFd(), attachment);
            spans.announce(attachment);
        } catch (ServinException | ErrnoException e) {
            part(network, attachment, sandbox);
            throw e;
        }
        attachment.setJoined();
        network.members().put(container.id(), attachment);
    }

    private void part(LiveNetwork network, Attachment attachment, Sandbox sandbox) {
        this.<Void>with(network, d -> {
            d.leave(network.spec(), attachment.spec(), Optional.of(sandbox));
            return null;
        });
    }

    /** Joins a running container to one more network. */
    void connect(LiveContainer container, Attachment attachment) {
        synchronized (container) {
            try (Fd namespace = NetworkNamespace.of(container.pid())) {
                join(container, attachment, new Sandbox(namespace.number(), container.pid()));
                container.add(attachment);
                tell("connect", attachment.network(), container.id());
                serveNames(container, namespace.number());
                rehome(container, namespace.number(), List.of());
            } catch (ErrnoException e) {
                throw ServinException.internal("cannot join container " + container.name() + " to network " + attachment.network().name() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Takes a running container off a network. */
    void disconnect(LiveContainer container, Attachment attachment) {
        synchronized (container) {
            LiveNetwork network = attachment.network();
            List<PortMapping> ports = attachment.spec().ports();
            try (Fd namespace = NetworkNamespace.of(container.pid())) {
                Sandbox sandbox = new Sandbox(namespace.number(), container.pid());
                part(network, attachment, sandbox);
                forget(container, attachment);
                container.remove(attachment);
                rehome(container, namespace.number(), ports);
            } catch (ErrnoException e) {
                throw ServinException.internal("cannot take container " + container.name() + " off network " + network.name() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Moves default routes and published ports to the endpoint that is the best now. */
    private void rehome(LiveContainer container, int namespace, List<PortMapping> homeless) {
        Optional<Attachment> best = container.best();
        List<Attachment> carriers = container.attachments().stream().filter(a -> !a.spec().gateways().isEmpty() || !a.spec().ports().isEmpty()).toList();
        if (best.isEmpty() || carriers.equals(List.of(best.get()))) {
            return;
        }
        List<PortMapping> ports = new ArrayList<>(homeless);
        for (Attachment carrier : carriers) {
            ports.addAll(carrier.spec().ports());
            publish(carrier, Endpoints.plain(carrier.spec()));
        }
        if (ports.isEmpty() && carriers.isEmpty()) {
            ports.addAll(Ports.wished(container.subject().config(), container.subject().host()));
        }
        DefaultRoutes.over(namespace, best.get());
        publish(best.get(), ports);
    }

    /** Publishes exactly these ports of the endpoint that carries them. */
    void publish(Attachment carrier, List<PortMapping> ports) {
        publish(carrier, Endpoints.carrying(carrier, ports));
    }

    private void publish(Attachment attachment, EndpointSpec wish) {
        LiveNetwork network = attachment.network();
        boolean unchanged = wish.ports().equals(attachment.spec().ports());
        attachment.update(unchanged ? wish : with(network, d -> d.publish(network.spec(), wish)));
    }

    /** The container has ended or did not start. What a driver that is away leaves behind is removed when it adopts. */
    void release(String containerId) {
        LiveContainer container = live.remove(containerId);
        if (container == null) {
            return;
        }
        names.close(containerId);
        synchronized (container) {
            container.attachments().forEach(a -> leave(container, a));
        }
    }

    private void leave(LiveContainer container, Attachment attachment) {
        LiveNetwork network = attachment.network();
        try (Lease<NetworkDriver> lease = drivers.leaseNow(DriverKind.NETWORK, network.record().driver(), NetworkDriver.class).orElse(null)) {
            if (lease != null && attachment.joined()) {
                lease.driver().leave(network.spec(), attachment.spec(), Optional.empty());
            }
        } catch (ServinException e) {
            LOG.warn("container {} could not be taken off network {}: {}", container.name(), network.name(), e.getMessage());
        }
        forget(container, attachment);
    }

    /** Frees what the engine itself holds for an endpoint, joined or only allocated. */
    private void forget(LiveContainer container, Attachment attachment) {
        spans.free(attachment.network(), attachment.spec().id(), attachment.spec().addresses());
        attachment.network().members().remove(container.id(), attachment);
        tell("disconnect", attachment.network(), container.id());
    }

    /** Publishes that a container joined or left a network. */
    void tell(String action, LiveNetwork network, String containerId) {
        events.publish("network", action, network.record().id(), Map.of("container", containerId, "name", network.name(), "type", network.record().driver()));
    }

    /** From now on it is known who runs: drivers are told, those here and those to come. */
    void restored() {
        restored = true;
        table.all().stream().map(n -> n.record().driver()).distinct().sorted().forEach(this::adopt);
    }

    /** Joins a container again that has lost its link to a network. A driver that is away has the next one look after it. */
    private void lost(String endpointId) {
        for (LiveContainer container : live.values()) {
            for (Attachment attachment : container.attachments()) {
                if (attachment.spec().id().equals(endpointId)) {
                    rejoin(container, attachment);
                    return;
                }
            }
        }
    }

    private void rejoin(LiveContainer container, Attachment attachment) {
        LiveNetwork network = attachment.network();
        synchronized (container) {
            if (live.get(container.id()) != container || container.on(network).orElse(null) != attachment || !attachment.joined()) {
                return;
            }
            try (Lease<NetworkDriver> lease = drivers.leaseNow(DriverKind.NETWORK, network.record().driver(), NetworkDriver.class).orElse(null);
                    Fd namespace = NetworkNamespace.of(container.pid())) {
                if (lease != null) {
                    attachment.update(lease.driver().join(network.spec(), attachment.spec(), new Sandbox(namespace.number(), container.pid())));
                    LinkLocalAddresses.add(namespace.number(), attachment);
                    LOG.warn("container {} had lost its link to network {}; it is back", container.name(), network.name());
                }
            } catch (ErrnoException e) {
                if (!e.is(Errno.ENOENT) && !e.is(Errno.ESRCH)) {
                    LOG.warn("container {} has lost its link to network {}: {}", container.name(), network.name(), e.getMessage());
                }
                // it is ending, which is why its link has gone
            } catch (ServinException e) {
                LOG.warn("container {} has lost its link to network {}: {}", container.name(), network.name(), e.getMessage());
            }
        }
    }

    @Override
    public void arrived(DriverKind kind, String name) {
        if (kind == DriverKind.NETWORK && restored) {
            adopt(name);
        }
    }

    @Override
    public void departed(DriverKind kind, String name) { }

    private void adopt(String driver) {
        List<LiveNetwork> networks = table.all().stream().filter(n -> n.record().driver().equals(driver)).toList();
        try (Lease<NetworkDriver> lease = drivers.leaseNow(DriverKind.NETWORK, driver, NetworkDriver.class).orElse(null)) {
            if (lease != null) {
                lease.driver().report(this::lost);
                spans.adopt(lease.driver(), networks);
            }
        } catch (ServinException e) {
            LOG.error("network driver {} could not take over its networks: {}", driver, e.getMessage());
        }
    }
}
