package org.servin.core.internal.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.servin.core.network.IpamPool;
import org.servin.core.network.NetworkInfo;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NamedEndpoint;
import org.servin.spi.network.NetworkScope;
import org.servin.spi.network.NetworkSpec;

/** A network with its addresses and those who are on it. Thread-safe. */
final class LiveNetwork {
    private static final String PREFIX = "com.docker.network.container_iface_prefix";
    private final NetworkRecord record;
    private final NetworkSpec spec;
    private final List<Subnet> subnets = new ArrayList<>();
    private final Map<String, Attachment> members = new ConcurrentHashMap<>();
    private volatile List<RemotePeer> remote = List.of();
    /** The addresses of those that are taken here on their behalf. */
    private List<String> elsewhere = List.of();

    LiveNetwork(NetworkRecord record) {
        this.record = record;
        this.spec = record.spec();
        for (IpamPool pool : record.pools()) {
            Subnet subnet = new Subnet(Cidr.parse(pool.subnet()), Optional.ofNullable(pool.ipRange()).filter(r -> !r.isEmpty()).map(Cidr::parse));
            Optional.ofNullable(pool.gateway()).ifPresent(g -> subnet.take(Cidr.address(g)));
            if (pool.auxiliaryAddresses() != null) {
                pool.auxiliaryAddresses().values().forEach(a -> subnet.take(Cidr.address(a)));
            }
            subnets.add(subnet);
        }
    }

    NetworkRecord record() {
        return record;
    }

    NetworkSpec spec() {
        return spec;
    }

    String name() {
        return record.name();
    }

    /** How the names of its interfaces in containers begin. */
    String interfacePrefix() {
        String prefix = record.options().getOrDefault(PREFIX, "");
        return prefix.isEmpty() ? "eth" : prefix;
    }

    List<Cidr> cidrs() {
        return subnets.stream().map(Subnet::cidr).toList();
    }

    /** Whether its containers find each other by name: on all networks that people made. */
    boolean resolvesNames() {
        return !record.predefined();
    }

    /** The gateway of a family that containers use; empty if they have none. As in dockerd, an auxiliary address of a certain name takes the place of the host's. */
    String gateway(boolean v6) {
        if (record.internal()) {
            return "";
        }
        String name = v6 ? "DefaultGatewayIPv6" : "DefaultGatewayIPv4";
        Optional<IpamPool> pool = record.pools().stream().filter(p -> NetworkRecord.isV6(p) == v6 && p.gateway() != null).findFirst();
        return pool.map(p -> p.auxiliaryAddresses() == null ? p.gateway() : p.auxiliaryAddresses().getOrDefault(name, p.gateway())).orElse("");
    }

    /** The host's own address of a family on the network; empty if it has none. */
    String hostAddress(boolean v6) {
        return record.pools().stream().filter(p -> NetworkRecord.isV6(p) == v6 && p.gateway() != null).map(IpamPool::gateway).findFirst().orElse("");
    }

    /**
     * Takes an address of a family.
     *
     * @param wish a literal address; empty for the next one
     * @return with prefix length; empty if the network has no subnet of that family
     */
    synchronized Optional<String> take(boolean v6, String wish) {
        List<Subnet> family = subnets.stream().filter(s -> s.cidr().v6() == v6).toList();
        if (!wish.isEmpty()) {
            return Optional.of(takeWished(family, wish));
        }
        for (Subnet subnet : family) {
            Optional<InetAddress> address = subnet.take();
            if (address.isPresent()) {
                return Optional.of(Cidr.text(address.get()) + "/" + subnet.cidr().length());
            }
        }
        if (family.isEmpty()) {
            return Optional.empty();
        }
        throw new ServinException(ErrorKind.INTERNAL,
                "no available " + (v6 ? "IPv6" : "IPv4") + " addresses on this network's address pools: " + name() + " (" + record.id() + ")");
    }

    private static String takeWished(List<Subnet> family, String wish) {
        InetAddress address = Cidr.address(wish);
        Subnet subnet = family.stream().filter(s -> s.contains(address)).findFirst().orElseThrow(
                () -> new ServinException(ErrorKind.INTERNAL, "Invalid address " + wish + ": It does not belong to any of this network's subnets"));
        if (!subnet.take(address)) {
            throw new ServinException(ErrorKind.FORBIDDEN, "Address already in use");
        }
        return Cidr.text(address) + "/" + subnet.cidr().length();
    }

    /** Gives addresses back. */
    synchronized void free(List<String> addresses) {
        for (String address : addresses) {
            InetAddress plain = Cidr.address(withoutLength(address));
            subnets.stream().filter(s -> s.contains(plain)).forEach(s -> s.free(plain));
        }
    }

    /** Marks addresses of a container that ran over a restart. */
    synchronized void retake(List<String> addresses) {
        for (String address : addresses) {
            InetAddress plain = Cidr.address(withoutLength(address));
            subnets.stream().filter(s -> s.contains(plain)).forEach(s -> s.take(plain));
        }
    }

    static String withoutLength(String cidr) {
        return cidr.substring(0, cidr.indexOf('/'));
    }

    Map<String, Attachment> members() {
        return members;
    }

    /** Whether containers of other hosts may be on it. */
    boolean spans() {
        return !record.scope().equals(NetworkScope.LOCAL.text());
    }

    /** Who is on it elsewhere, in place of what was known before. None of their addresses is given to a container here. */
    synchronized void setRemote(List<NamedEndpoint> endpoints) {
        free(elsewhere);
        List<String> taken = new ArrayList<>();
        for (String address : endpoints.stream().flatMap(e -> e.addresses().stream()).toList()) {
            InetAddress plain = Cidr.address(withoutLength(address));
            if (subnets.stream().anyMatch(s -> s.contains(plain) && s.take(plain))) {
                taken.add(address);
            }
        }
        elsewhere = taken;
        remote = endpoints.stream().map(e -> new RemotePeer(this, e)).toList();
    }

    /** All that have names on it, here and elsewhere. */
    Stream<Peer> peers() {
        return Stream.concat(members.values().stream(), remote.stream());
    }

    NetworkInfo info() {
        Map<String, NetworkInfo.Member> shown = new java.util.TreeMap<>();
        members.forEach((container, attachment) -> {
            EndpointSpec endpoint = attachment.spec();
            shown.put(container, new NetworkInfo.Member(
                    endpoint.containerName(), endpoint.id(), endpoint.mac(), endpoint.ipv4().orElse(""), endpoint.ipv6().orElse("")));
        });
        return new NetworkInfo(record.id(), record.name(), record.createdAt(), record.driver(), record.scope(), record.internal(), record.attachable(), record.configOnly(),
                record.configFrom() == null ? "" : record.configFrom(), record.ipv6(), "default",
                record.ipamOptions(), record.shown(), record.options(), record.labels(), shown);
    }
}
