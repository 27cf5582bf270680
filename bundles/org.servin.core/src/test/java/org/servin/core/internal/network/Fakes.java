package org.servin.core.internal.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.Empty;
import org.servin.core.container.HostConfig;
import org.servin.core.internal.launch.Wire;
import org.servin.core.container.NetworkView;
import org.servin.core.container.PortBinding;
import org.servin.core.driver.Drivers;
import org.servin.core.event.EventQuery;
import org.servin.core.event.EventSubscription;
import org.servin.core.event.Events;
import org.servin.core.internal.network.ContainerNetworking.Subject;
import org.servin.core.system.EngineSettings;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NamedEndpoint;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.network.NetworkScope;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.RemoteEndpoints;
import org.servin.spi.network.Sandbox;
import org.servin.spi.network.SandboxKind;
import org.servin.spi.network.SpanningDriver;

/** The engine around networks, in memory. */
final class Fakes {
    private Fakes() { }

    record Settings(Map<String, List<String>> all) implements EngineSettings {
        @Override
        public Path root() {
            return Path.of("/nowhere");
        }

        @Override
        public Path run() {
            return Path.of("/nowhere");
        }

        @Override
        public String engineId() {
            return "e";
        }

        @Override
        public String version() {
            return "0";
        }

        @Override
        public List<String> values(String key) {
            return all.getOrDefault(key, List.of());
        }

        @Override
        public Map<String, String> map(String key) {
            return Map.of();
        }
    }

    static final class Told implements Events {
        final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void publish(String type, String action, String actorId, Map<String, String> attributes) {
            all.add(type + " " + action + " " + attributes.getOrDefault("name", ""));
        }

        @Override
        public EventSubscription subscribe(EventQuery query) {
            throw new UnsupportedOperationException("subscribe");
        }

        @Override
        public int listeners() {
            return 0;
        }
    }

    /** A driver that keeps books and does nothing. */
    static class Driver implements NetworkDriver {
        final List<String> calls = new CopyOnWriteArrayList<>();
        private final boolean addresses;
        volatile String failure = "";
        volatile boolean linkAddresses = true;

        Driver(boolean addresses) {
            this.addresses = addresses;
        }

        @Override
        public Probe probe() {
            return Probe.usable();
        }

        @Override
        public SandboxKind sandbox() {
            return SandboxKind.PRIVATE;
        }

        @Override
        public boolean usesAddresses() {
            return addresses;
        }

        @Override
        public boolean usesLinkAddresses() {
            return linkAddresses;
        }

        @Override
        public void create(NetworkSpec network) {
            calls.add("create " + network.name());
        }

        @Override
        public void delete(NetworkSpec network) {
            calls.add("delete " + network.name());
        }

        @Override
        public EndpointSpec join(NetworkSpec network, EndpointSpec endpoint, Sandbox sandbox) {
            if (failure.equals(network.name())) {
                throw new ServinException(ErrorKind.INTERNAL, "no");
            }
            calls.add("join " + network.name() + " " + endpoint.interfaceName() + " " + endpoint.addresses() + " " + endpoint.gateways());
            return chosen(endpoint);
        }

        private static EndpointSpec chosen(EndpointSpec endpoint) {
            List<PortMapping> ports = new ArrayList<>();
            endpoint.ports().forEach(p -> ports.add(new PortMapping(p.protocol(), p.containerPort(), p.hostAddress().isEmpty() ? "0.0.0.0" : p.hostAddress(),
                    p.hostPort() == 0 ? 40000 : p.hostPort(), p.hostPort() == 0 ? 40000 : p.hostPort())));
            return endpoint.withPorts(ports);
        }

        @Override
        public EndpointSpec publish(NetworkSpec network, EndpointSpec endpoint) {
            calls.add("publish " + network.name() + " " + endpoint.ports().size());
            return chosen(endpoint);
        }

        @Override
        public void leave(NetworkSpec network, EndpointSpec endpoint, Optional<Sandbox> remaining) {
            calls.add("leave " + network.name());
        }

        @Override
        public void adopt(List<NetworkSpec> networks, List<EndpointSpec> endpoints) {
            calls.add("adopt " + networks.stream().map(NetworkSpec::name).sorted().toList() + " " + endpoints.size());
        }
    }

    /** A driver of networks that span hosts: what its control plane knows is the test's to set, and to see. */
    static final class Spanning extends Driver implements SpanningDriver {
        /** Who has which address, by network's name and address. */
        final Map<String, String> claims = new ConcurrentHashMap<>();
        final Map<String, NamedEndpoint> announced = new ConcurrentHashMap<>();
        volatile RemoteEndpoints engine;

        Spanning() {
            super(true);
        }

        @Override
        public NetworkScope scope() {
            return NetworkScope.GLOBAL;
        }

        @Override
        public boolean claim(NetworkSpec network, String endpointId, String address) {
            String owner = claims.putIfAbsent(network.name() + " " + address, endpointId);
            return owner == null || owner.equals(endpointId);
        }

        @Override
        public void free(NetworkSpec network, String endpointId, String address) {
            claims.remove(network.name() + " " + address, endpointId);
        }

        @Override
        public void announce(NetworkSpec network, NamedEndpoint endpoint) {
            announced.put(endpoint.id(), endpoint);
        }

        @Override
        public void leave(NetworkSpec network, EndpointSpec endpoint, Optional<Sandbox> remaining) {
            announced.remove(endpoint.id());
            super.leave(network, endpoint, remaining);
        }

        @Override
        public void listen(RemoteEndpoints to) {
            engine = to;
        }
    }

    static final class Registry implements Drivers {
        final Map<String, Driver> all = new ConcurrentHashMap<>(Map.of("bridge", new Driver(true), "host", new Driver(false), "null", new Driver(false)));

        @Override
        public <T> Lease<T> lease(DriverKind kind, String name, Class<T> type) {
            return leaseNow(kind, name, type).orElseThrow(() -> new ServinException(ErrorKind.UNAVAILABLE, "network driver " + name + " is away"));
        }

        @Override
        public <T> Optional<Lease<T>> leaseNow(DriverKind kind, String name, Class<T> type) {
            return Optional.ofNullable(all.get(name)).map(type::cast).map(d -> new Lease<T>() {
                @Override
                public T driver() {
                    return d;
                }

                @Override
                public void close() { }
            });
        }

        @Override
        public String preferred(DriverKind kind) {
            return "bridge";
        }

        @Override
        public boolean known(DriverKind kind, String name) {
            return all.containsKey(name);
        }

        @Override
        public List<Entry> entries() {
            return List.of();
        }

        @Override
        public void listen(Listener listener) { }

        @Override
        public void unlisten(Listener listener) { }
    }

    /** Containers by name. */
    static final class Directory implements ContainerDirectory {
        final Map<String, Found> all = new ConcurrentHashMap<>();
        volatile Map<String, EndpointView> endpoints = Map.of();

        @Override
        public Found find(String ref) {
            return Optional.ofNullable(all.get(ref)).orElseThrow(() -> ServinException.notFound("No such container: " + ref));
        }

        @Override
        public void endpointsChanged(String containerId, Map<String, EndpointView> changed, Optional<NetworkView> view) {
            endpoints = changed;
            all.replaceAll((name, found) -> found.subject().id().equals(containerId)
                    ? new Found(with(found.subject(), changed), found.running(), found.pid()) : found);
        }
    }

    static Subject with(Subject subject, Map<String, EndpointView> endpoints) {
        return new Subject(subject.id(), subject.name(), subject.config(), subject.host(), endpoints, subject.folder());
    }

    static ContainerConfig config(String hostname, String... exposed) {
        Map<String, Empty> ports = new TreeMap<>();
        for (String port : exposed) {
            ports.put(port, Empty.VALUE);
        }
        return new ContainerConfig(hostname, "", "", false, false, false, ports, false, false, false, null, null, null, false, "", null, "", null, false, "", null, null, null, null, null);
    }

    static HostConfig host(String mode, Map<String, List<PortBinding>> bindings, boolean publishAll, List<String> extraHosts, List<String> links) {
        return new HostConfig(null, Wire.host("{}").isolation(), new HostConfig.Wiring(mode, bindings, publishAll, null, null, null, extraHosts, links), null);
    }

    static HostConfig host(String mode) {
        return host(mode, Map.of(), false, null, null);
    }
}
