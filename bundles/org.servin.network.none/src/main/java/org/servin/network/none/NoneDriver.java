package org.servin.network.none;

import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.servin.linux.ErrnoException;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.Sandbox;
import org.servin.spi.network.SandboxKind;

/** No network: a namespace with nothing but loop-back. Docker's name of this driver is {@code null}. */
@Component
@Driver(kind = "network", name = "null")
public final class NoneDriver implements NetworkDriver {
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
        return false;
    }

    @Override
    public void create(NetworkSpec network) { }

    @Override
    public void delete(NetworkSpec network) { }

    @Override
    public EndpointSpec join(NetworkSpec network, EndpointSpec endpoint, Sandbox sandbox) {
        try (Rtnetlink inside = NetworkNamespace.open(sandbox.namespaceFd(), true)) {
            inside.apply(new Batch().loopbackUp());
        } catch (ErrnoException e) {
            throw ServinException.internal("network driver null: cannot set up loop-back of " + endpoint.containerName() + ": " + e.getMessage(), e);
        }
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
