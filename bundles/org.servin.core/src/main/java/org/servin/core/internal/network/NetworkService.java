package org.servin.core.internal.network;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.NetworkView;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.core.filter.Filters;
import org.servin.core.network.IpamPool;
import org.servin.core.network.NetworkCreate;
import org.servin.core.network.NetworkInfo;
import org.servin.core.network.Networks;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.NetworkDriver;

/** The networks, as the API uses them. */
@Component
public final class NetworkService implements Networks {
    private final NetworkTable table;
    private final Wiring wiring;
    private final ContainerNetworks containers;
    private final Drivers drivers;
    private final Events events;
    private final ContainerDirectory directory;

    /** Works on the table. */
    @Activate
    public NetworkService(@Reference NetworkTable table, @Reference Wiring wiring, @Reference ContainerNetworks containers, @Reference Drivers drivers, @Reference Events events,
            @Reference ContainerDirectory directory) {
        this.table = table;
        this.wiring = wiring;
        this.containers = containers;
        this.drivers = drivers;
        this.events = events;
        this.directory = directory;
    }

    @Override
    public synchronized String create(NetworkCreate request) {
        check(request);
        String driver = request.driver() == null || request.driver().isEmpty() ? drivers.preferred(DriverKind.NETWORK) : request.driver();
        if (!drivers.known(DriverKind.NETWORK, driver)) {
            throw ServinException.notFound("plugin \"" + driver + "\" not found");
        }
        if (!wiring.with(driver, NetworkDriver::usesAddresses)) {
            throw new ServinException(ErrorKind.FORBIDDEN, "only one instance of \"" + driver + "\" network is allowed");
        }
        List<IpamPool> asked = request.pools() == null ? List.of() : request.pools();
        List<IpamPool> pools = table.plan("", HostRoutes.subnets()).resolve(asked, request.ipv6());
        NetworkRecord record = new NetworkRecord(table.newId(), request.name(), Instant.now().toString(), driver, false, request.internal(), request.attachable(), request.ipv6(),
                request.ipamOptions(), asked, pools, map(request.options()), map(request.labels()));
        run(driver, d -> d.create(record.spec()));
        try {
            table.put(record);
        } catch (ServinException e) {
            run(driver, d -> d.delete(record.spec()));
            throw e;
        }
        tell("create", record);
        return record.id();
    }

    private static Map<String, String> map(Map<String, String> value) {
        return value == null ? Map.of() : value;
    }

    private void check(NetworkCreate request) {
        String name = request.name() == null ? "" : request.name();
        if (Predefined.isReserved(name)) {
            throw new ServinException(ErrorKind.FORBIDDEN, "operation is not permitted on predefined " + name + " network ");
        }
        if (request.ingress()) {
            throw new ServinException(ErrorKind.FORBIDDEN, "Ingress network can only be global scope network");
        }
        if (name.isBlank()) {
            throw new ServinException(ErrorKind.INTERNAL, "invalid name: " + name);
        }
        String ipam = request.ipamDriver() == null ? "" : request.ipamDriver();
        if (!ipam.isEmpty() && !ipam.equals("default")) {
            throw ServinException.notFound("plugin \"" + ipam + "\" not found");
        }
        if (table.byName(name).isPresent()) {
            throw ServinException.conflict("network with name " + name + " already exists");
        }
    }

    private void run(String driver, java.util.function.Consumer<NetworkDriver> call) {
        this.wiring.<Void>with(driver, d -> {
            call.accept(d);
            return null;
        });
    }

    private void tell(String action, NetworkRecord record) {
        events.publish("network", action, record.id(), Map.of("name", record.name(), "type", record.driver()));
    }

    @Override
    public synchronized void remove(String ref) {
        LiveNetwork network = table.find(ref);
        NetworkRecord record = network.record();
        if (record.predefined()) {
            throw new ServinException(ErrorKind.FORBIDDEN, record.name() + " is a pre-defined network and cannot be removed");
        }
        if (isUsed(network)) {
            throw new ServinException(ErrorKind.FORBIDDEN,
                    "error while removing network: network " + record.name() + " id " + record.id() + " has active endpoints");
        }
        delete(record);
    }

    /** Also by containers that have addresses and are about to join. */
    private boolean isUsed(LiveNetwork network) {
        return !network.members().isEmpty() || wiring.live().stream().anyMatch(c -> c.on(network).isPresent());
    }

    private void delete(NetworkRecord record) {
        run(record.driver(), d -> d.delete(record.spec()));
        table.remove(record);
        tell("destroy", record);
    }

    @Override
    public NetworkInfo inspect(String ref) {
        return table.find(ref).info();
    }

    @Override
    public List<NetworkInfo> list(Filters filters) {
        NetworkFilter.checkList(filters);
        return table.all().stream().filter(n -> NetworkFilter.matchesList(filters, n)).map(LiveNetwork::info).sorted(Comparator.comparing(NetworkInfo::created)).toList();
    }

    @Override
    public synchronized List<String> prune(Filters filters) {
        NetworkFilter.checkPrune(filters);
        List<String> removed = new ArrayList<>();
        for (LiveNetwork network : List.copyOf(table.all())) {
            if (NetworkFilter.matchesPrune(filters, network) && !isUsed(network)) {
                delete(network.record());
                removed.add(network.name());
            }
        }
        events.publish("network", "prune", "", Map.of("reclaimed", "0"));
        return removed;
    }

    @Override
    public void connect(String ref, String containerRef, EndpointConfig config) {
        LiveNetwork network = table.find(ref);
        ContainerDirectory.Found found = directory.find(containerRef);
        ContainerNetworking.Subject subject = found.subject();
        NetworkModes.checkConnect(NetworkModes.of(subject.host()), subject.endpoints().keySet(), network);
        EndpointConfig wish = config == null ? EndpointConfig.none() : config;
        NetworkModes.checkEndpoint(network, wish);
        Map<String, EndpointView> endpoints = new LinkedHashMap<>(subject.endpoints());
        if (found.running()) {
            if (endpoints.containsKey(network.name())) {
                throw new ServinException(ErrorKind.FORBIDDEN, "endpoint with name " + subject.name() + " already exists in network " + network.name());
            }
            NetworkView view = containers.connect(subject, network, wish);
            directory.endpointsChanged(subject.id(), view.endpoints(), Optional.of(view));
            return;
        }
        endpoints.put(network.name(), new EndpointView(wish, network.record().id(), "", "", "", 0, "", "", 0, "", wish.aliases()));
        directory.endpointsChanged(subject.id(), endpoints, Optional.empty());
    }

    @Override
    public void disconnect(String ref, String containerRef, boolean force) {
        LiveNetwork network = table.find(ref);
        ContainerDirectory.Found found;
        try {
            found = directory.find(containerRef);
        } catch (ServinException e) {
            if (force && e.kind() == ErrorKind.NOT_FOUND) {
                throw ServinException.notFound("endpoint " + containerRef + " not found");
            }
            throw e;
        }
        ContainerNetworking.Subject subject = found.subject();
        if (network.name().equals(Predefined.HOST)) {
            throw ServinException.invalid("container cannot be disconnected from host network or connected to host network");
        }
        Map<String, EndpointView> endpoints = new LinkedHashMap<>(subject.endpoints());
        if (endpoints.remove(network.name()) == null) {
            throw ContainerNetworks.notConnected(subject.id(), network);
        }
        if (found.running()) {
            NetworkView view = containers.disconnect(subject, network);
            directory.endpointsChanged(subject.id(), view.endpoints(), Optional.of(view));
        } else {
            directory.endpointsChanged(subject.id(), endpoints, Optional.empty());
        }
    }
}
