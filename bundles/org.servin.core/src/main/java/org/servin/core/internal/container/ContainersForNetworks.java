package org.servin.core.internal.container;

import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.container.EndpointView;
import org.servin.core.container.NetworkView;
import org.servin.core.internal.network.ContainerDirectory;

/** The containers' table as networks see it. */
@Component
public final class ContainersForNetworks implements ContainerDirectory {
    private final ContainerTable table;

    /** Shows that table. */
    @Activate
    public ContainersForNetworks(@Reference ContainerTable table) {
        this.table = table;
    }

    @Override
    public Found find(String ref) {
        ContainerRecord record = table.find(ref).record();
        return new Found(table.subject(record), record.state().status().isAlive(), record.state().pid());
    }

    @Override
    public void endpointsChanged(String containerId, Map<String, EndpointView> endpoints, Optional<NetworkView> view) {
        table.get(containerId).ifPresent(c -> table.keep(c, r -> r.withNetwork(endpoints, view)));
    }
}
