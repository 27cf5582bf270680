package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.List;
import org.servin.linux.netlink.Rtnetlink;

/** What of the address space the host itself uses: its addresses and the subnets that it has routes to. */
final class HostRoutes {
    private HostRoutes() { }

    /** The addresses of a link with prefix length; none if it is not there. */
    static List<String> addresses(String link) {
        try (Rtnetlink host = Rtnetlink.open()) {
            return host.link(link).stream().flatMap(l -> host.addresses().stream().filter(a -> a.link() == l.index()))
                    .filter(a -> !a.address().isLinkLocalAddress()).map(a -> Cidr.text(a.address()) + "/" + a.prefixLength()).toList();
        }
    }

    static List<Cidr> subnets() {
        List<Cidr> all = new ArrayList<>();
        try (Rtnetlink host = Rtnetlink.open()) {
            host.addresses().forEach(a -> all.add(Cidr.parse(Cidr.text(a.address()) + "/" + a.prefixLength())));
            host.routes().stream().filter(r -> r.prefixLength() > 0).forEach(r -> all.add(Cidr.parse(Cidr.text(r.destination()) + "/" + r.prefixLength())));
        }
        ResolvConf.host().nameservers().stream().filter(Cidr::isAddress).forEach(n -> all.add(Cidr.parse(n + (n.indexOf(':') < 0 ? "/32" : "/128"))));
        return all;
    }
}
