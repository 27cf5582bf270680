package org.servin.core.internal.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.HostConfig;
import org.servin.core.container.NetworkView;
import org.servin.core.system.EngineSettings;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.SandboxKind;

/** The life of containers on their networks. Thread-safe. */
@Component(service = {ContainerNetworking.class, ContainerNetworks.class})
public final class ContainerNetworks implements ContainerNetworking {
    private final NetworkTable table;
    private final Wiring wiring;
    private final Endpoints endpoints;
    private final ContainerFiles files;
    private final ContainerLinks links;

    /** Starts empty. */
    @Activate
    public ContainerNetworks(@Reference NetworkTable table, @Reference Wiring wiring, @Reference EngineSettings settings, @Reference ContainerDirectory directory) {
        this.table = table;
        this.wiring = wiring;
        this.endpoints = new Endpoints(table, wiring);
        this.files = new ContainerFiles(settings);
        this.links = new ContainerLinks(table, wiring, directory);
    }

    @Override
    public Map<String, EndpointView> plan(ContainerConfig config, HostConfig host, Map<String, EndpointConfig> asked) {
        Ports.checkAddresses(host);
        String mode = NetworkModes.of(host);
        if (config.networkDisabled() || NetworkModes.isContainer(mode)) {
            return Map.of();
        }
        Map<String, EndpointView> plan = new TreeMap<>();
        asked.forEach((name, endpoint) -> add(plan, canonical(name), endpoint == null ? EndpointConfig.none() : endpoint));
        if (plan.isEmpty()) {
            add(plan, canonical(mode), EndpointConfig.none());
        }
        return plan;
    }

    private void add(Map<String, EndpointView> plan, String name, EndpointConfig config) {
        Optional<LiveNetwork> network = table.byName(name);
        network.ifPresent(n -> NetworkModes.checkEndpoint(n, config));
        plan.put(name, EndpointView.asked(config, config.aliases()));
    }

    /** The name of a network that was given by mode, name, id or the beginning of one. One that is not there is a matter for the start, as in dockerd. */
    private String canonical(String ref) {
        String name = ref.equals("default") ? table.defaultName() : ref;
        try {
            return table.find(name).name();
        } catch (ServinException unknown) {
            return name;
        }
    }

    @Override
    public SandboxKind sandbox(Subject subject) {
        if (subject.config().networkDisabled()) {
            return SandboxKind.PRIVATE;
        }
        LiveNetwork network = table.find(canonical(NetworkModes.of(subject.host())));
        return wiring.with(network, NetworkDriver::sandbox);
    }

    @Override
    public Map<String, EndpointView> allocate(Subject subject) {
        wiring.release(subject.id());
        LiveContainer container = new LiveContainer(subject, table.newId());
        try {
            for (String name : NetworkModes.ordered(subject.endpoints(), canonical(NetworkModes.of(subject.host())))) {
                container.add(endpoints.allocate(container, present(name, subject.endpoints().get(name)), subject.endpoints().get(name).config()));
            }
            container.nameInterfaces();
            container.best().ifPresent(a -> a.update(Endpoints.carrying(a, ports(a, subject))));
            files.write(container, links.hosts(subject), hostGateway());
        } catch (ServinException e) {
            container.attachments().forEach(a -> wiring.spans().free(a.network(), a.spec().id(), a.spec().addresses()));
            throw e;
        }
        wiring.put(container);
        // Before the container's volumes are mounted and its process is made, as dockerd does; release tells of the opposite.
        container.attachments().forEach(a -> wiring.tell("connect", a.network(), container.id()));
        links.moved(container, files);
        return container.endpoints();
    }

    /** Which network a name stands for is settled at the first start; another one of that name does not take its place. */
    private LiveNetwork present(String name, EndpointView view) {
        boolean settled = !view.networkId().isEmpty() && !Predefined.isReserved(name);
        return table.find(settled ? view.networkId() : name);
    }

    private static List<PortMapping> ports(Attachment attachment, Subject subject) {
        return attachment.network().record().internal() ? List.of() : Ports.wished(subject.config(), subject.host());
    }

    /** What {@code host-gateway} means: the host's address on the default network. */
    private String hostGateway() {
        return table.byName(table.defaultName()).map(n -> n.hostAddress(false)).filter(g -> !g.isEmpty()).orElse("127.0.0.1");
    }

    @Override
    public List<String> resolveLinks(List<String> asked) {
        return links.resolve(asked);
    }

    @Override
    public void unlinked(Subject linker, String alias) {
        wiring.live(linker.id()).ifPresent(container -> {
            synchronized (container) {
                container.subject(linker);
                files.editHosts(container, text -> HostsFile.without(text, alias));
            }
        });
    }

    @Override
    public List<String> shownLinks(Subject subject) {
        return links.shown(subject);
    }

    @Override
    public List<String> environment(Subject subject) {
        return links.environment(subject);
    }

    @Override
    public NetworkView join(Subject subject, int pid) {
        LiveContainer container = wiring.live(subject.id()).orElseThrow(
                () -> new ServinException(ErrorKind.INTERNAL, "container " + subject.name() + " has no addresses to join networks with"));
        try {
            wiring.join(container, pid);
            return container.view();
        } catch (ServinException e) {
            wiring.release(subject.id());
            throw e;
        }
    }

    @Override
    public void release(String containerId) {
        wiring.release(containerId);
    }

    @Override
    public void restore(List<Restored> running) {
        running.forEach(this::restore);
        wiring.restored();
    }

    private void restore(Restored one) {
        LiveContainer container = new LiveContainer(one.subject(), one.view().sandboxId());
        container.setPid(one.pid());
        Map<String, String> interfaces = interfaces(one);
        interfaces.values().forEach(container::sawInterface);
        one.view().endpoints().forEach((name, view) -> {
            Optional<LiveNetwork> network = table.byId(view.networkId()).or(() -> table.byName(name));
            if (network.isPresent() && !view.endpointId().isEmpty()) {
                Attachment attachment = Endpoints.restore(container, network.get(), view, container.interfaceAgain(network.get().interfacePrefix(), interfaces.get(key(view))));
                attachment.setJoined();
                container.add(attachment);
                network.get().members().put(container.id(), attachment);
            }
        });
        container.best().ifPresent(a -> a.update(Endpoints.carrying(a, Ports.published(one.view().ports()))));
        wiring.put(container);
        wiring.serveNames(container);
    }

    /** What tells an endpoint's interface from others: see {@link DefaultRoutes#interfaces}. Empty for none. */
    private static String key(EndpointView view) {
        boolean bare = !view.macAddress().isEmpty() || view.ipAddress().isEmpty();
        return bare ? view.macAddress() : view.ipAddress() + "/" + view.ipPrefixLen();
    }

    private static Map<String, String> interfaces(Restored one) {
        if (one.view().endpoints().values().stream().allMatch(v -> key(v).isEmpty())) {
            return Map.of();
        }
        try (Fd namespace = NetworkNamespace.of(one.pid())) {
            return DefaultRoutes.interfaces(namespace.number());
        } catch (ErrnoException e) {
            return Map.of(); // it has ended meanwhile
        }
    }

    @Override
    public NetworkView idle(Subject subject) {
        Map<String, EndpointView> detached = subject.endpoints().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().detached()));
        return new NetworkView("", "", Map.of(), detached);
    }

    @Override
    public Optional<NetworkView> publish(Subject subject) {
        NetworkModes.checkPorts(subject.host());
        return wiring.live(subject.id()).map(container -> {
            synchronized (container) {
                container.best().ifPresent(a -> wiring.publish(a, Ports.keeping(ports(a, subject), a.spec().ports())));
                container.subject(subject);
                return container.view();
            }
        });
    }

    @Override
    public void renamed(String containerId, String newName) {
        wiring.live(containerId).ifPresent(container -> {
            synchronized (container) {
                container.rename(newName);
                container.attachments().forEach(a -> a.update(a.spec().ofContainer(newName)));
                container.attachments().stream().filter(Attachment::joined).forEach(wiring.spans()::announce);
            }
        });
    }

    /** Joins a running container to one more network, and gives what it looks like then. */
    NetworkView connect(Subject subject, LiveNetwork network, EndpointConfig config) {
        LiveContainer container = wiring.live(subject.id()).orElseThrow(() -> ServinException.conflict("Container " + subject.id() + " is not running"));
        synchronized (container) {
            Attachment attachment = endpoints.allocate(container, network, config);
            attachment.update(attachment.spec().withInterface(container.nextInterface(network.interfacePrefix())));
            try {
                wiring.connect(container, attachment);
            } catch (ServinException e) {
                if (container.on(network).isEmpty()) {
                    wiring.spans().free(network, attachment.spec().id(), attachment.spec().addresses());
                }
                throw e;
            }
            rewrite(container);
            return container.view();
        }
    }

    /** Takes a running container off a network, and gives what it looks like then. */
    NetworkView disconnect(Subject subject, LiveNetwork network) {
        LiveContainer container = wiring.live(subject.id()).orElseThrow(() -> ServinException.conflict("Container " + subject.id() + " is not running"));
        synchronized (container) {
            Attachment attachment = container.on(network).orElseThrow(() -> notConnected(subject.id(), network));
            wiring.disconnect(container, attachment);
            rewrite(container);
            return container.view();
        }
    }

    static ServinException notConnected(String containerId, LiveNetwork network) {
        return new ServinException(ErrorKind.INTERNAL, "container " + containerId + " is not connected to network " + network.name());
    }

    private void rewrite(LiveContainer container) {
        files.writeHosts(container, links.hosts(container.subject()), hostGateway());
        files.writeResolvConf(container);
    }
}
