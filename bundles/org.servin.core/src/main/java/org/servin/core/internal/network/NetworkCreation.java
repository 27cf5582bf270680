package org.servin.core.internal.network;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.servin.core.driver.Drivers;
import org.servin.core.network.IpamPool;
import org.servin.core.network.NetworkCreate;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.network.NetworkScope;

/** Turns wishes for networks into records: checked, in dockerd's words, and with subnets. */
final class NetworkCreation {
    /** The driver of networks that only keep a configuration. */
    private static final String NO_DRIVER = "null";
    private static final String NO_SWARM = "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";
    private final NetworkTable table;
    private final Wiring wiring;
    private final Drivers drivers;

    NetworkCreation(NetworkTable table, Wiring wiring, Drivers drivers) {
        this.table = table;
        this.wiring = wiring;
        this.drivers = drivers;
    }

    /** What is to be kept of a wish; nothing is made yet. */
    NetworkRecord record(NetworkCreate request) {
        checkName(request);
        checkConfiguration(request);
        if (request.configOnly()) {
            return keptOnly(request);
        }
        String driver = driver(request);
        String scope = scope(request, driver);
        if (!wiring.with(driver, NetworkDriver::usesAddresses)) {
            throw forbidden("only one instance of \"" + driver + "\" network is allowed");
        }
        if (!request.configFrom().isEmpty()) {
            return from(configuration(request), request, driver, scope);
        }
        checkAddresses(request.ipamDriver());
        List<IpamPool> pools = table.plan("", HostRoutes.subnets()).resolve(request.name(), request.pools(), request.ipv6());
        return new NetworkRecord(table.newId(), request.name(), Instant.now().toString(), driver, false, request.internal(), request.attachable(), false, null, request.ipv6(),
                request.ipamOptions(), request.pools(), pools, request.options(), request.labels(), scope);
    }

    private void checkName(NetworkCreate request) {
        String name = request.name();
        if (Predefined.isReserved(name)) {
            throw forbidden("operation is not permitted on predefined " + name + " network ");
        }
        if (request.checkDuplicate() && !table.named(name).isEmpty()) {
            throw ServinException.conflict("network with name " + name + " already exists");
        }
        if (name.isBlank()) {
            throw new ServinException(ErrorKind.INTERNAL, "invalid name: " + name);
        }
    }

    private static void checkConfiguration(NetworkCreate request) {
        if (request.configOnly() && (request.ingress() || request.internal() || request.attachable() || !request.scope().isEmpty())) {
            throw forbidden("configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.");
        }
        if (request.configOnly() && !request.configFrom().isEmpty()) {
            throw forbidden("a configuration network cannot depend on another configuration network");
        }
    }

    /** Only a configuration: no subnets are chosen, and no driver hears of it. */
    private NetworkRecord keptOnly(NetworkCreate request) {
        return new NetworkRecord(table.newId(), request.name(), Instant.now().toString(), NO_DRIVER, false, false, false, true, null, request.ipv6(), request.ipamOptions(),
                request.pools(), List.of(), request.options(), request.labels(), NetworkScope.LOCAL.text());
    }

    private String driver(NetworkCreate request) {
        String driver = request.driver().isEmpty() ? drivers.preferred(DriverKind.NETWORK) : request.driver();
        if (!drivers.known(DriverKind.NETWORK, driver)) {
            throw ServinException.notFound("plugin \"" + driver + "\" not found");
        }
        return driver;
    }

    /** The driver's, which is not to be another than the one that was asked for. */
    private String scope(NetworkCreate request, String driver) {
        NetworkScope scope = wiring.with(driver, Spans::scope);
        String asked = request.scope();
        if (scope != NetworkScope.LOCAL && asked.equals(NetworkScope.LOCAL.text())) {
            throw forbidden("cannot downgrade network scope for " + driver + " networks");
        }
        if (request.ingress()) {
            throw forbidden("Ingress network can only be global scope network");
        }
        if (asked.equals(NetworkScope.SWARM.text())) {
            throw forbidden("cannot create a swarm scoped network when swarm is not active");
        }
        if (!asked.isEmpty() && !asked.equals(scope.text())) {
            throw new ServinException(ErrorKind.INTERNAL, NO_SWARM);
        }
        return scope.text();
    }

    private NetworkRecord configuration(NetworkCreate request) {
        boolean ownAddresses = !request.ipamDriver().isEmpty() && !request.ipamDriver().equals("default") || request.ipamOptions() != null && !request.ipamOptions().isEmpty();
        if (ownAddresses || request.ipv6() || !request.labels().isEmpty() || !request.pools().isEmpty()) {
            throw forbidden("user specified configurations are not supported if the network depends on a configuration network");
        }
        if (!request.options().isEmpty()) {
            throw forbidden("network driver options are not supported if the network depends on a configuration network");
        }
        return table.all().stream().map(LiveNetwork::record).filter(r -> r.configOnly() && r.name().equals(request.configFrom())).findFirst()
                .orElseThrow(() -> ServinException.notFound("configuration network \"" + request.configFrom() + "\" does not exist"));
    }

    private NetworkRecord from(NetworkRecord kept, NetworkCreate request, String driver, String scope) {
        List<IpamPool> pools = table.plan("", HostRoutes.subnets()).resolve(request.name(), kept.asked(), kept.ipv6());
        return new NetworkRecord(table.newId(), request.name(), Instant.now().toString(), driver, false, request.internal(), request.attachable(), false, kept.name(), kept.ipv6(),
                kept.ipamOptions(), kept.asked(), pools, kept.options(), kept.labels(), scope);
    }

    private static void checkAddresses(String ipam) {
        if (ipam.equals("null")) {
            throw new ServinException(ErrorKind.INTERNAL, "ipv4 pool is empty");
        }
        if (!ipam.isEmpty() && !ipam.equals("default")) {
            throw ServinException.notFound("plugin \"" + ipam + "\" not found");
        }
    }

    private static ServinException forbidden(String message) {
        return new ServinException(ErrorKind.FORBIDDEN, message);
    }

    /** Whether other networks take their configuration from it. */
    boolean isConfigurationInUse(NetworkRecord record) {
        return record.configOnly() && table.all().stream().anyMatch(n -> record.name().equals(n.record().configFrom()));
    }

    /** The attributes of events about a network. */
    static Map<String, String> attributes(NetworkRecord record) {
        return Map.of("name", record.name(), "type", record.driver());
    }
}
