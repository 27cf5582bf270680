package org.servin.core.internal.network;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
            Optional<Link> link = inside.links().stream().filter(l -> HexFormat.ofDelimiter(":").formatHex(l.mac()).equals(mac)).findFirst();
            link.ifPresent(l -> gateways.forEach(g -> batch.replaceDefaultRoute(l.index(), Cidr.address(g))));
            inside.apply(batch);
        }
    }

    /** The lowest number that no {@code eth} interface has. */
    static int freeInterface(int namespace) {
        try (Rtnetlink inside = NetworkNamespace.open(namespace, false)) {
            List<String> names = inside.links().stream().map(Link::name).toList();
            int number = 0;
            while (names.contains("eth" + number)) {
                number++;
            }
            return number;
        }
    }
}
