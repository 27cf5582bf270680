package org.servin.core.internal.network;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.servin.linux.Errno;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.Link;
import org.servin.linux.netlink.LinkAddress;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Route;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.network.EndpointSpec;

/** Interfaces and default routes inside a running container, which change as it joins and leaves networks. */
final class DefaultRoutes {
    private DefaultRoutes() { }

    /** Sends what has no other route over that endpoint; what it has no gateway for gets none. */
    static void over(int namespace, Attachment attachment) {
        try (Rtnetlink inside = NetworkNamespace.open(namespace, false)) {
            Batch batch = new Batch();
            List<String> gateways = attachment.gateways();
            for (Route route : inside.routes()) {
                boolean v6 = route.destination().getAddress().length == 16;
                boolean replaced = gateways.stream().anyMatch(g -> g.indexOf(':') >= 0 == v6);
                if (route.prefixLength() == 0 && route.gateway().isPresent() && (!replaced || v6)) {
                    batch.deleteDefaultRoute(route.link(), route.gateway().get()).ignoring(Errno.ESRCH);
                }
            }
            index(inside, attachment.spec()).ifPresent(i -> gateways.forEach(g -> batch.replaceDefaultRoute(i, Cidr.address(g))));
            inside.apply(batch);
        }
    }

    /** An endpoint's interface, by its link-layer address; by its IP address where it shares the former with others. */
    private static Optional<Integer> index(Rtnetlink inside, EndpointSpec endpoint) {
        if (endpoint.mac().isEmpty()) {
            return inside.addresses().stream().filter(a -> endpoint.addresses().contains(text(a))).map(LinkAddress::link).findFirst();
        }
        return inside.links().stream().filter(l -> mac(l).equals(endpoint.mac())).map(Link::index).findFirst();
    }

    /** The names of a running container's interfaces by their link-layer addresses and by their IP addresses with prefix length, in the form of EndpointSpec. */
    static Map<String, String> interfaces(int namespace) {
        try (Rtnetlink inside = NetworkNamespace.open(namespace, false)) {
            Map<Integer, String> names = inside.links().stream().collect(Collectors.toMap(Link::index, Link::name));
            Map<String, String> interfaces = new HashMap<>();
            inside.links().forEach(l -> interfaces.putIfAbsent(mac(l), l.name()));
            inside.addresses().stream().filter(a -> names.containsKey(a.link())).forEach(a -> interfaces.put(text(a), names.get(a.link())));
            return interfaces;
        }
    }

    private static String text(LinkAddress address) {
        return Cidr.text(address.address()) + "/" + address.prefixLength();
    }

    private static String mac(Link link) {
        return HexFormat.ofDelimiter(":").formatHex(link.mac());
    }
}
