package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.EndpointConfig;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.core.filter.Filters;
import org.servin.core.network.NetworkCreate;
import org.servin.core.network.NetworkInfo;
import org.servin.core.network.Networks;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.NetworkDriver;

/** The networks, as the API uses them. */
@Component
public final class NetworkService implements Networks {
    private final NetworkTable table;
    private final Wiring wiring;
    private final Events events;
    private final NetworkCreation creation;
    private final Memberships memberships;

    /** Works on the table. */
    @Activate
    public NetworkService(@Reference NetworkTable table, @Reference Wiring wiring, @Reference ContainerNetworks containers, @Reference Drivers drivers, @Reference Events events,
            @Reference ContainerDirectory directory) {
        this.table = table;
        this.wiring = wiring;
        this.events = events;
        this.creation = new NetworkCreation(table, wiring, drivers);
        this.memberships = new Memberships(table, wiring, containers, directory);
    }

    @Override
    public synchronized Created create(NetworkCreate request) {
        NetworkRecord record = creation.record(request);
        List<LiveNetwork> before = table.named(record.name());
        if (!record.configOnly()) {
            run(record.driver(), d -> d.create(record.spec()));
        }
        try {
            table.put(record);
        } catch (ServinException e) {
            unmake(record);
            throw e;
        }
        tell("create", record);
        return new Created(record.id(), before.isEmpty() ? "" : "Network with name " + record.name() + " (id : " + before.get(0).record().id() + ") already exists");
    }

    private void unmake(NetworkRecord record) {
        if (!record.configOnly()) {
            run(record.driver(), d -> d.delete(record.spec()));
        }
    }

    private void run(String driver, java.util.function.Consumer<NetworkDriver> call) {
        this.wiring.<Void>with(driver, d -> {
            call.accept(d);
            return null;
        });
    }

    private void tell(String action, NetworkRecord record) {
        events.publish("network", action, record.id(), NetworkCreation.attributes(record));
    }

    @Override
    public synchronized void remove(String ref) {
        LiveNetwork network = table.find(ref, NetworkTable.Ambiguity.OF_REMOVAL);
        NetworkRecord record = network.record();
        if (record.predefined()) {
            throw new ServinException(ErrorKind.FORBIDDEN, record.name() + " is a pre-defined network and cannot be removed");
        }
        if (isUsed(network)) {
            throw new ServinException(ErrorKind.FORBIDDEN,
                    "error while removing network: network " + record.name() + " id " + record.id() + " has active endpoints");
        }
        if (creation.isConfigurationInUse(record)) {
            throw new ServinException(ErrorKind.FORBIDDEN, "error while removing network: configuration network \"" + record.name() + "\" is in use");
        }
        delete(record);
    }

    /** Also by containers that have addresses and are about to join. */
    private boolean isUsed(LiveNetwork network) {
        return !network.members().isEmpty() || wiring.live().stream().anyMatch(c -> c.on(network).isPresent());
    }

    private void delete(NetworkRecord record) {
        unmake(record);
        table.remove(record);
        tell("destroy", record);
    }

    @Override
    public NetworkInfo inspect(String ref, String scope) {
        NetworkInfo found = table.find(ref, NetworkTable.Ambiguity.OF_INSPECT).info();
        if (!scope.isEmpty() && !scope.equals(found.scope())) {
            throw ServinException.notFound("network " + ref + " not found");
        }
        return found;
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
        memberships.connect(ref, containerRef, config);
    }

    @Override
    public void disconnect(String ref, String containerRef, boolean force) {
        memberships.disconnect(ref, containerRef, force);
    }
}
