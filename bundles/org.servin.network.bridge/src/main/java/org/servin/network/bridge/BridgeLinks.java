package org.servin.network.bridge;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.InterfaceSetup;
import org.servin.linux.netlink.Link;
import org.servin.linux.netlink.LinkAddress;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.Sandbox;

/** The links of bridges and containers. Thread-safe. Failures of the kernel come as {@link ErrnoException}. */
final class BridgeLinks implements AutoCloseable {
    private static final String PREFIX = "veth";
    private static final int SUFFIX = 11;
    private static final long LINGER_NANOS = 2_000_000_000L;

    private final Rtnetlink host = Rtnetlink.open();
    private final Deque<Leaving> leaving = new ArrayDeque<>();

    /** A link that the kernel is to remove with its namespace. */
    private record Leaving(String link, int bridge, List<String> addresses, long since) {
        boolean had(Bridge other, EndpointSpec endpoint) {
            return bridge == other.index() && !Collections.disjoint(addresses, endpoint.addresses());
        }
    }

    /** The host's end of an endpoint. */
    static String linkOf(String endpointId) {
        return PREFIX + endpointId.substring(0, SUFFIX);
    }

    /**
     * Makes a bridge or takes one that is there; its gateway addresses are set when this returns.
     *
     * @param mayExist whether one that is there is taken though nobody named it
     * @param ours whether one that is there was made by this driver
     */
    Bridge ensure(NetworkSpec network, BridgeOptions options, boolean mayExist, boolean ours) {
        Optional<Link> present = host.link(options.link());
        boolean borrowed = present.isPresent() && options.named() && !ours;
        if (present.isPresent() && !present.get().kind().equals("bridge")) {
            throw new ServinException(ErrorKind.INTERNAL, "existing interface " + options.link() + " is not a bridge");
        }
        if (present.isPresent() && !options.named() && !mayExist) {
            throw ServinException.conflict("bridge " + options.link() + " of network " + network.name() + " exists already");
        }
        if (present.isEmpty()) {
            host.apply(new Batch().createBridge(options.link(), macOf(network), options.mtu()));
        }
        int index = present.map(Link::index).orElseGet(() -> host.index(options.link()));
        try {
            Bridge bridge = new Bridge(network, options, index, borrowed);
            sysctls(bridge);
            address(bridge, present);
            return bridge;
        } catch (ErrnoException | ServinException e) {
            if (present.isEmpty()) {
                host.apply(new Batch().deleteLink(options.link()).ignoring(Errno.ENODEV));
            }
            throw e;
        }
    }

    private void address(Bridge bridge, Optional<Link> present) {
        Batch batch = new Batch();
        if (present.isPresent() && !present.get().up()) {
            batch.up(bridge.index());
        }
        Set<String> has = present.isEmpty() ? Set.of() : host.addresses().stream().filter(a -> a.link() == bridge.index())
                .map(BridgeLinks::text).collect(Collectors.toSet());
        for (AddressPool pool : bridge.spec().pools()) {
            if (pool.gateway().isPresent() && (Addresses.isV6(pool.subnet()) || !bridge.options().withoutV4())) {
                var gateway = Addresses.parse(pool.gateway().get());
                int length = Addresses.length(pool.subnet());
                if (!has.contains(text(new LinkAddress(bridge.index(), gateway, length)))) {
                    batch.addAddress(bridge.index(), gateway, length).ignoring(Errno.EEXIST);
                }
                if (present.isPresent()) {
                    // the kernel makes it with the address, but not again when only the route was deleted
                    batch.addSubnetRoute(bridge.index(), gateway, length).ignoring(Errno.EEXIST);
                }
            }
        }
        host.apply(batch);
    }

    private static String text(LinkAddress address) {
        return address.address().getHostAddress() + "/" + address.prefixLength();
    }

    /** Lets connections to the host's loop-back addresses be sent on to containers; the table's guard keeps containers from using that the other way. */
    private static void sysctls(Bridge bridge) {
        KernelSetting.set("ipv4/conf/" + bridge.link() + "/route_localnet", "1");
        if (bridge.pool(true).isPresent()) {
            KernelSetting.set("ipv6/conf/" + bridge.link() + "/disable_ipv6", "0");
            KernelSetting.set("ipv6/conf/" + bridge.link() + "/accept_ra", "0");
        }
    }

    /** Turns forwarding on for the families of networks. */
    static void forward(Collection<NetworkSpec> networks) {
        List<String> subnets = networks.stream().flatMap(n -> n.pools().stream()).map(AddressPool::subnet).toList();
        if (!networks.isEmpty()) {
            KernelSetting.set("ipv4/ip_forward", "1");
        }
        if (subnets.stream().anyMatch(Addresses::isV6)) {
            KernelSetting.set("ipv6/conf/all/forwarding", "1");
        }
    }

    /** Removes a network's bridge. */
    void delete(Bridge bridge) {
        if (!bridge.borrowed()) {
            deleteLink(bridge.link());
        }
    }

    void deleteLink(String name) {
        host.apply(new Batch().deleteLink(name).ignoring(Errno.ENODEV));
    }

    /** Makes an endpoint's pair of links: inside named, addressed, up and routed. */
    void join(Bridge bridge, EndpointSpec endpoint, Sandbox sandbox) {
        sweep();
        String link = linkOf(endpoint.id());
        create(bridge, endpoint, sandbox, link);
        try {
            new InterfaceSetup(endpoint.interfaceName(), endpoint.addresses(), endpoint.gateways()).apply(sandbox.namespaceFd(), sandbox.fresh());
        } catch (ErrnoException e) {
            deleteLink(link);
            throw e;
        }
    }

    private void create(Bridge bridge, EndpointSpec endpoint, Sandbox sandbox, String link) {
        byte[] mac = HexFormat.ofDelimiter(":").parseHex(endpoint.mac());
        Batch batch = new Batch();
        mutePredecessors(batch, bridge, endpoint);
        batch.createVeth(new Batch.Veth(link, bridge.index(), bridge.options().mtu(), sandbox.namespaceFd(), endpoint.interfaceName(), mac));
        flags(batch, bridge, endpoint, link);
        host.apply(batch);
    }

    private static void flags(Batch batch, Bridge bridge, EndpointSpec endpoint, String link) {
        if (!bridge.options().icc()) {
            batch.isolatePort(link);
        }
        if (!endpoint.ports().isEmpty()) {
            batch.hairpinPort(link);
        }
    }

    /** Puts an endpoint's link back on its bridge, as it was and up; false if there is no such link. */
    boolean attach(Bridge bridge, EndpointSpec endpoint) {
        String link = linkOf(endpoint.id());
        if (host.link(link).isEmpty()) {
            return false;
        }
        Batch batch = new Batch().enslave(link, bridge.index()).ignoring(Errno.ENODEV);
        flags(batch, bridge, endpoint, link);
        host.apply(batch);
        return true;
    }

    /** A namespace that is ending answers for its addresses until the kernel comes to take it apart: who gets one of these again must not share it. */
    private void mutePredecessors(Batch batch, Bridge bridge, EndpointSpec endpoint) {
        synchronized (leaving) {
            leaving.stream().filter(l -> l.had(bridge, endpoint)).forEach(l -> batch.mutePort(l.link()).ignoring(Errno.ENODEV));
        }
    }

    /** Lets a container reach its own published ports: with br_netfilter, which others may have loaded, the bridge itself carries those frames. */
    void hairpin(String endpointId) {
        host.apply(new Batch().hairpinPort(linkOf(endpointId)));
    }

    /** The endpoint's namespace is ending: the kernel removes its links. */
    void letGo(Bridge bridge, EndpointSpec endpoint) {
        synchronized (leaving) {
            leaving.add(new Leaving(linkOf(endpoint.id()), bridge.index(), endpoint.addresses(), System.nanoTime()));
        }
    }

    /**
     * Removes links that were to go with their namespaces and did not, because another container still uses those. Waiting for the kernel to remove the many that do go
     * would cost more than everything else at the end of a container, so this looks after those only that are due, when there is something to do anyhow.
     */
    void sweep() {
        Batch due = new Batch();
        long now = System.nanoTime();
        synchronized (leaving) {
            while (!leaving.isEmpty() && now - leaving.peek().since() > LINGER_NANOS) {
                due.deleteLink(leaving.poll().link()).ignoring(Errno.ENODEV);
            }
        }
        host.apply(due);
    }

    /** Removes ends of endpoints that are not in the list from our bridges; gives those in the list that are where they belong. */
    Set<String> present(Collection<Bridge> bridges, List<EndpointSpec> living) {
        Map<Integer, String> networks = bridges.stream().collect(Collectors.toMap(Bridge::index, b -> b.spec().id(), (a, b) -> a));
        Map<String, String> expected = living.stream().collect(Collectors.toMap(e -> linkOf(e.id()), EndpointSpec::network, (a, b) -> a));
        Set<String> present = new HashSet<>();
        Batch stale = new Batch();
        for (Link link : host.links()) {
            String network = networks.get(link.master());
            String wanted = expected.get(link.name());
            if (network != null && network.equals(wanted) && link.up()) {
                present.add(link.name());
            } else if (network != null && wanted == null && isEnd(link)) {
                stale.deleteLink(link.name()).ignoring(Errno.ENODEV);
            }
        }
        host.apply(stale);
        return present;
    }

    private static boolean isEnd(Link link) {
        return link.kind().equals("veth") && link.name().startsWith(PREFIX) && link.name().length() == PREFIX.length() + SUFFIX;
    }

    /** The same whenever the bridge is made, so that containers that know it go on. */
    private static byte[] macOf(NetworkSpec network) {
        return HexFormat.of().parseHex("0242" + network.id().substring(0, 8));
    }

    @Override
    public void close() {
        host.close();
    }
}
