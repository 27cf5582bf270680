package org.servin.network.bridge;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.Link;
import org.servin.linux.netlink.LinkAddress;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;
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
    private final SecureRandom random = new SecureRandom();
    private final Deque<Leaving> leaving = new ArrayDeque<>();

    /** A link that the kernel is to remove with its namespace. */
    private record Leaving(String link, long since) { }

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
            throw ServinException.conflict("link " + options.link() + " of network " + network.name() + " exists and is not a bridge");
        }
        if (present.isPresent() && !options.named() && !mayExist) {
            throw ServinException.conflict("bridge " + options.link() + " of network " + network.name() + " exists already");
        }
        if (present.isEmpty()) {
            host.apply(new Batch().createBridge(options.link(), randomMac(), options.mtu()));
        }
        int index = present.map(Link::index).orElseGet(() -> host.index(options.link()));
        try {
            Bridge bridge = new Bridge(network, options, index, borrowed);
            address(bridge, present);
            sysctls(bridge);
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
        Set<String> has = present.isEmpty() ? Set.of() : host.addresses().stream().filter(a -> a.link() == bridge.index())
                .map(BridgeLinks::text).collect(Collectors.toSet());
        for (AddressPool pool : bridge.spec().pools()) {
            if (pool.gateway().isPresent()) {
                var gateway = Addresses.parse(pool.gateway().get());
                int length = Addresses.length(pool.subnet());
                if (!has.contains(text(new LinkAddress(bridge.index(), gateway, length)))) {
                    batch.addAddress(bridge.index(), gateway, length).ignoring(Errno.EEXIST);
                }
            }
        }
        if (present.isPresent() && !present.get().up()) {
            batch.up(bridge.index());
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

    /** Turns forwarding on. */
    static void forward(boolean v6) {
        KernelSetting.set(v6 ? "ipv6/conf/all/forwarding" : "ipv4/ip_forward", "1");
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
            configure(endpoint, sandbox);
        } catch (ErrnoException e) {
            deleteLink(link);
            throw e;
        }
    }

    private void create(Bridge bridge, EndpointSpec endpoint, Sandbox sandbox, String link) {
        byte[] mac = HexFormat.ofDelimiter(":").parseHex(endpoint.mac());
        Batch batch = new Batch().createVeth(new Batch.Veth(link, bridge.index(), bridge.options().mtu(), sandbox.namespaceFd(), endpoint.interfaceName(), mac));
        if (!bridge.options().icc()) {
            batch.isolatePort(link);
        }
        if (!endpoint.ports().isEmpty()) {
            batch.hairpinPort(link);
        }
        host.apply(batch);
    }

    /** Lets a container reach its own published ports: with br_netfilter, which others may have loaded, the bridge itself carries those frames. */
    void hairpin(String endpointId) {
        host.apply(new Batch().hairpinPort(linkOf(endpointId)));
    }

    private static void configure(EndpointSpec endpoint, Sandbox sandbox) {
        boolean first = number(endpoint.interfaceName()) == 0;
        boolean v6 = endpoint.ipv6().isPresent();
        if (!first) {
            String scope = v6 ? "all" : endpoint.interfaceName();
            NetworkNamespace.sysctl(sandbox.namespaceFd(), "ipv6/conf/" + scope + "/disable_ipv6", v6 ? "0" : "1");
        }
        try (Rtnetlink inside = NetworkNamespace.open(sandbox.namespaceFd(), first && !v6)) {
            int index = inside.index(endpoint.interfaceName());
            Batch batch = new Batch().loopbackUp().up(index);
            endpoint.addresses().forEach(a -> batch.addAddress(index, Addresses.parse(Addresses.withoutLength(a)), Addresses.length(a)));
            endpoint.gateways().forEach(g -> batch.replaceDefaultRoute(index, Addresses.parse(g)));
            inside.apply(batch);
        }
    }

    private static int number(String interfaceName) {
        int from = interfaceName.length();
        while (from > 0 && Character.isDigit(interfaceName.charAt(from - 1))) {
            from--;
        }
        return from == interfaceName.length() || interfaceName.length() - from > 4 ? 0 : Integer.parseInt(interfaceName.substring(from));
    }

    /** The endpoint's namespace is ending: the kernel removes its links. */
    void letGo(String endpointId) {
        synchronized (leaving) {
            leaving.add(new Leaving(linkOf(endpointId), System.nanoTime()));
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

    /** Removes ends of endpoints that are not in the list from our bridges. */
    void removeStale(Map<Integer, Bridge> byIndex, Set<String> expected) {
        Batch stale = new Batch();
        for (Link link : host.links()) {
            boolean ours = byIndex.containsKey(link.master()) && link.kind().equals("veth") && link.name().startsWith(PREFIX);
            if (ours && link.name().length() == PREFIX.length() + SUFFIX && !expected.contains(link.name())) {
                stale.deleteLink(link.name()).ignoring(Errno.ENODEV);
            }
        }
        host.apply(stale);
    }

    private byte[] randomMac() {
        byte[] mac = new byte[6];
        random.nextBytes(mac);
        mac[0] = 0x02;
        mac[1] = 0x42;
        return mac;
    }

    @Override
    public void close() {
        host.close();
    }
}
