package org.servin.core.internal.network;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.servin.linux.Errno;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.Link;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Route;
import org.servin.linux.netlink.Rtnetlink;

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
            String mac = attachment.spec().mac();
            Optional<Link> link = inside.links().stream().filter(l -> mac(l).equals(mac)).findFirst();
            link.ifPresent(l -> gateways.forEach(g -> batch.replaceDefaultRoute(l.index(), Cidr.address(g))));
            inside.apply(batch);
        }
    }

    /** The names of a running container's interfaces by their link-layer addresses, in the form of EndpointSpec. */
    static Map<String, String> interfaces(int namespace) {
        try (Rtnetlink inside = NetworkNamespace.open(namespace, false)) {
            return inside.links().stream().collect(Collectors.toMap(DefaultRoutes::mac, Link::name, (a, b) -> a));
        }
    }

    private static String mac(Link link) {
        return HexFormat.ofDelimiter(":").formatHex(link.mac());
    }
}
