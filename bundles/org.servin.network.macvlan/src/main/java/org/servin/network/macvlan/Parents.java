package org.servin.network.macvlan;

import java.util.Optional;
import java.util.Set;
import org.servin.linux.Errno;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.Link;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.network.NetworkSpec;

/** The links whose wires containers share. Those that this driver made carry their network's id in their alias, so that they are known again after a restart. */
final class Parents {
    private final String mark;
    private final Rtnetlink host;

    Parents(WireKind kind, Rtnetlink host) {
        this.mark = "servin " + kind.text() + " ";
        this.host = host;
    }

    /** Makes sure that a network's parent is there; gives its index. */
    int ensure(NetworkSpec network, WireOptions options) {
        Optional<Link> present = host.link(options.parent());
        if (present.isEmpty()) {
            host.apply(making(network, options));
        } else if (!present.get().up()) {
            host.apply(new Batch().up(present.get().index()));
        }
        return host.index(options.parent());
    }

    private Batch making(NetworkSpec network, WireOptions options) {
        Optional<WireOptions.Vlan> vlan = options.vlan();
        if (vlan.isEmpty()) {
            return new Batch().createDummy(options.parent(), mark + network.id());
        }
        String carrier = vlan.get().link();
        int index = host.link(carrier).orElseThrow(() -> WireOptions.refused("-o parent interface does was not found on the host: " + carrier)).index();
        return new Batch().createVlan(options.parent(), index, vlan.get().id(), mark + network.id());
    }

    /** Removes a network's parent if this driver made it. */
    void remove(NetworkSpec network, String parent) {
        if (host.link(parent).filter(l -> l.alias().equals(mark + network.id())).isPresent()) {
            delete(parent);
        }
    }

    /** Removes what this driver made for networks that are no more. */
    void removeStale(Set<String> networks) {
        host.links().stream().filter(l -> l.alias().startsWith(mark) && !networks.contains(l.alias().substring(mark.length()))).forEach(l -> delete(l.name()));
    }

    private void delete(String link) {
        host.apply(new Batch().deleteLink(link).ignoring(Errno.ENODEV));
    }
}
