package org.servin.core.internal.network;

import java.util.Collection;
import java.util.List;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NamedEndpoint;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.network.NetworkScope;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.SpanningDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be agreed on with other hosts, on networks that span them; of other networks no driver is asked. Thread-safe. */
final class Spans {
    private static final Logger LOG = LoggerFactory.getLogger(Spans.class);
    private final NetworkTable table;
    private final Drivers drivers;

    Spans(NetworkTable table, Drivers drivers) {
        this.table = table;
        this.drivers = drivers;
    }

    /** How far a driver's networks reach. */
    static NetworkScope scope(NetworkDriver driver) {
        return driver instanceof SpanningDriver spanning ? spanning.scope() : NetworkScope.LOCAL;
    }

    /** Whether an address, with prefix length, that is free here is the endpoint's on all hosts now. */
    boolean claim(LiveNetwork network, String endpointId, String address) {
        if (!network.spans()) {
            return true;
        }
        try (Lease<NetworkDriver> lease = drivers.lease(DriverKind.NETWORK, network.record().driver(), NetworkDriver.class)) {
            return spanning(network, lease.driver()).claim(network.spec(), endpointId, LiveNetwork.withoutLength(address));
        }
    }

    /** Frees an endpoint's addresses, here and elsewhere. A driver that is away frees them when it adopts. */
    void free(LiveNetwork network, String endpointId, List<String> addresses) {
        network.free(addresses);
        if (!network.spans()) {
            return;
        }
        try (Lease<NetworkDriver> lease = drivers.leaseNow(DriverKind.NETWORK, network.record().driver(), NetworkDriver.class).orElse(null)) {
            if (lease != null) {
                SpanningDriver driver = spanning(network, lease.driver());
                addresses.forEach(a -> driver.free(network.spec(), endpointId, LiveNetwork.withoutLength(a)));
            }
        } catch (ServinException e) {
            LOG.warn("addresses {} of network {} could not be freed on other hosts: {}", addresses, network.name(), e.getMessage());
        }
    }

    /** Tells other hosts of an endpoint here, if any are to know. */
    void announce(Attachment attachment) {
        LiveNetwork network = attachment.network();
        if (network.spans()) {
            try (Lease<NetworkDriver> lease = drivers.lease(DriverKind.NETWORK, network.record().driver(), NetworkDriver.class)) {
                spanning(network, lease.driver()).announce(network.spec(), named(attachment));
            }
        }
    }

    private static NamedEndpoint named(Attachment attachment) {
        List<String> aliases = attachment.names().stream().filter(n -> !n.equals(attachment.name())).toList();
        return new NamedEndpoint(attachment.spec().id(), attachment.name(), aliases, attachment.addresses(), attachment.exposed());
    }

    /** Has a driver adopt, and exchange names with other hosts if it can. */
    void adopt(NetworkDriver driver, Collection<LiveNetwork> networks) {
        List<NetworkSpec> specs = networks.stream().map(LiveNetwork::spec).toList();
        List<Attachment> attachments = networks.stream().flatMap(n -> n.members().values().stream()).toList();
        List<EndpointSpec> endpoints = attachments.stream().map(Attachment::spec).toList();
        if (driver instanceof SpanningDriver spanning) {
            spanning.listen((id, remote) -> table.byId(id).ifPresent(n -> n.setRemote(remote)));
            spanning.adopt(specs, endpoints);
            attachments.forEach(a -> spanning.announce(a.network().spec(), named(a)));
        } else {
            driver.adopt(specs, endpoints);
        }
    }

    private static SpanningDriver spanning(LiveNetwork network, NetworkDriver driver) {
        if (driver instanceof SpanningDriver spanning) {
            return spanning;
        }
        throw new ServinException(ErrorKind.UNSUPPORTED, "network driver " + network.record().driver() + " does not span hosts, as network " + network.name() + " does");
    }
}
