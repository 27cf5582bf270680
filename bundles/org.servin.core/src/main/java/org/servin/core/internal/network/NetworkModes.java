package org.servin.core.internal.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.HostConfig;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Which network settings go together, in dockerd's words. Pure. */
public final class NetworkModes {
    private static final String CONTAINER = "container:";
    private static final String UNDEFINED = ". This would result in undefined behavior";
    private static final String PUBLISHING = "port publishing and the container type network mode";

    private NetworkModes() { }

    static boolean isContainer(String mode) {
        return mode.startsWith(CONTAINER) || mode.equals("container");
    }

    /** The mode; {@code default} where nothing was asked for. */
    static String of(HostConfig host) {
        String mode = host.wiring().networkMode();
        return mode == null || mode.isEmpty() ? "default" : mode;
    }

    /** Checks a new container's network settings among themselves. */
    public static void check(ContainerConfig config, HostConfig host) {
        HostConfig.Wiring wiring = host.wiring();
        String mode = of(host);
        boolean shared = isContainer(mode);
        if (shared && (mode.length() <= CONTAINER.length() || !mode.startsWith(CONTAINER))) {
            throw ServinException.invalid("Invalid network mode: invalid container format container:<name|id>");
        }
        refuse(shared && has(config.hostname()), "hostname and the network mode");
        refuse("host".equals(host.isolation().utsMode()) && has(config.hostname()), "hostname and the UTS mode");
        refuse(shared && has(wiring.links()), "container type network can't be used with links" + UNDEFINED);
        refuse(mode.equals(Predefined.HOST) && has(wiring.links()), "host type networking can't be used with links" + UNDEFINED);
        refuse(shared && has(wiring.dns()), "dns and the network mode");
        refuse(shared && has(wiring.extraHosts()), "custom host-to-IP mapping and the network mode");
        refuse((shared || mode.equals(Predefined.HOST)) && has(config.macAddress()), "mac-address and the network mode");
        refuse(shared && (wiring.publishAllPorts() || bindsPorts(host)), PUBLISHING);
        refuse(shared && config.exposedPorts() != null && !config.exposedPorts().isEmpty(), "port exposing and the container type network mode");
    }

    private static boolean bindsPorts(HostConfig host) {
        return host.wiring().portBindings() != null && !host.wiring().portBindings().isEmpty();
    }

    /** Checks new port bindings of a container that there is. */
    static void checkPorts(HostConfig host) {
        Ports.check(host);
        Ports.checkAddresses(host);
        refuse(isContainer(of(host)) && bindsPorts(host), PUBLISHING);
    }

    /** What is to be told of port bindings that do nothing. */
    public static Optional<String> warning(HostConfig host) {
        return of(host).equals(Predefined.HOST) && bindsPorts(host) ? Optional.of("Published ports are discarded when using host network mode") : Optional.empty();
    }

    private static void refuse(boolean conflict, String options) {
        if (conflict) {
            throw ServinException.invalid("conflicting options: " + options);
        }
    }

    private static boolean has(String value) {
        return value != null && !value.isEmpty();
    }

    private static boolean has(List<String> values) {
        return values != null && !values.isEmpty();
    }

    /** Checks {@code HostConfig.ExtraHosts}; null means none. */
    public static void checkExtraHosts(List<String> entries) {
        for (String entry : entries == null ? List.<String>of() : entries) {
            int at = entry.indexOf(':');
            if (at < 1) {
                throw ServinException.invalid("bad format for add-host: \"" + entry + "\"");
            }
            String address = entry.substring(at + 1);
            if (!address.equals("host-gateway") && !Cidr.isAddress(address)) {
                throw ServinException.invalid("invalid IP address in add-host: \"" + address + "\"");
            }
        }
    }

    /**
     * A link to another container.
     *
     * @param container name or id
     * @param alias its name here
     */
    record Link(String container, String alias) {
        /** Parses {@code name}, {@code name:alias}, or {@code /name:/own/alias} as it is kept. */
        static Link parse(String text) {
            if (text.isEmpty()) {
                throw new ServinException(ErrorKind.INTERNAL, "empty string specified for links");
            }
            String[] parts = text.split(":", -1);
            if (parts.length > 2) {
                throw new ServinException(ErrorKind.INTERNAL, "bad format for links: " + text);
            }
            boolean kept = parts[0].startsWith("/");
            String container = kept ? parts[0].substring(1) : parts[0];
            String alias = parts.length == 1 ? container : kept ? parts[1].substring(parts[1].lastIndexOf('/') + 1) : parts[1];
            return new Link(container, alias);
        }
    }

    /** Checks an endpoint's wishes against what its network allows. */
    static void checkEndpoint(LiveNetwork network, EndpointConfig config) {
        EndpointConfig.IpamConfig ipam = config.ipamConfig();
        String v4 = ipam == null || ipam.ipv4Address() == null ? "" : ipam.ipv4Address();
        String v6 = ipam == null || ipam.ipv6Address() == null ? "" : ipam.ipv6Address();
        checkAddress("IPv4", v4);
        checkAddress("IPv6", v6);
        LinkLocalAddresses.check(config);
        if (!network.resolvesNames()) {
            if (!v4.isEmpty() || !v6.isEmpty()) {
                throw ServinException.invalid("user specified IP address is supported on user defined networks only");
            }
            if (has(config.aliases())) {
                throw ServinException.invalid("network-scoped alias is supported only for containers in user defined networks");
            }
            return;
        }
        checkSubnet(network, false, v4);
        checkSubnet(network, true, v6);
    }

    private static void checkAddress(String family, String address) {
        boolean v6 = address.indexOf(':') >= 0;
        if (!address.isEmpty() && (!Cidr.isAddress(address) || v6 != family.equals("IPv6"))) {
            throw ServinException.invalid("invalid " + family + " address: " + address);
        }
    }

    private static void checkSubnet(LiveNetwork network, boolean v6, String address) {
        if (!address.isEmpty() && network.record().asked().stream().noneMatch(p -> NetworkRecord.isV6(p) == v6)) {
            throw ServinException.invalid("user specified IP address is supported only when connecting to networks with user configured subnets");
        }
    }

    /** Refuses containers that have no network of their own. */
    static void checkOwnNetwork(HostConfig host) {
        if (isContainer(of(host))) {
            throw shared();
        }
    }

    /** Whether a container on these networks, in this mode, may join one more. */
    static void checkConnect(String mode, Set<String> present, LiveNetwork network) {
        boolean host = network.name().equals(Predefined.HOST);
        if (host != mode.equals(Predefined.HOST)) {
            throw host ? hostNetwork() : shared();
        }
        if (present.contains(network.name())) {
            return;
        }
        if (!present.isEmpty() && (present.contains(Predefined.NONE) || network.name().equals(Predefined.NONE))) {
            throw ServinException.invalid("container cannot be connected to multiple networks with one of the networks in private (none) mode");
        }
    }

    private static ServinException shared() {
        return ServinException.invalid("container sharing network namespace with another container or host cannot be connected to any other network");
    }

    static ServinException hostNetwork() {
        return ServinException.invalid("container cannot be disconnected from host network or connected to host network");
    }

    /** The names of a container's networks, the one of its mode first. */
    static List<String> ordered(Map<String, ?> networks, String mode) {
        return networks.keySet().stream().sorted((a, b) -> a.equals(mode) ? b.equals(mode) ? 0 : -1 : b.equals(mode) ? 1 : a.compareTo(b)).toList();
    }
}
