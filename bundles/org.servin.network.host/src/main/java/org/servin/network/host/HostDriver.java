package org.servin.network.host;

import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.Sandbox;
import org.servin.spi.network.SandboxKind;

/** The host's own network: containers get no namespace of their own, so there is nothing to set up. Ports cannot be published on it. */
@Component
@Driver(kind = "network", name = "host")
public final class HostDriver implements NetworkDriver {
    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public SandboxKind sandbox() {
        return SandboxKind.HOST;
    }

    @Override
    public boolean usesAddresses() {
        return false;
    }

    @Override
    public void create(NetworkSpec network) { }

    @Override
    public void delete(NetworkSpec network) { }

    @Override
    public EndpointSpec join(NetworkSpec network, EndpointSpec endpoint, Sandbox sandbox) {
        return endpoint.withPorts(List.of());
    }

    @Override
    public EndpointSpec publish(NetworkSpec network, EndpointSpec endpoint) {
        return endpoint.withPorts(List.of());
    }

    @Override
    public void leave(NetworkSpec network, EndpointSpec endpoint, Optional<Sandbox> remaining) { }

    @Override
    public void adopt(List<NetworkSpec> networks, List<EndpointSpec> endpoints) { }
}
