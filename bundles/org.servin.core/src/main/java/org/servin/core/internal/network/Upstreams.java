package org.servin.core.internal.network;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.servin.core.system.EngineSettings;
import org.servin.linux.Fd;
import org.servin.linux.netlink.NetworkNamespace;

/**
 * Who is asked what the engine does not know. Servers that were asked for are asked from inside the container, for they may be on its networks; the host's own are
 * asked from the host, where they may be on loop-back, and only for containers that have a way out.
 */
final class Upstreams {
    private static final int PORT = 53;
    private static final int MOST = 3;
    private final ContainerFiles files;

    Upstreams(EngineSettings settings) {
        files = new ContainerFiles(settings);
    }

    /** The servers to ask for a container, the first first; empty if it may ask nobody. */
    List<InetSocketAddress> of(LiveContainer container) {
        List<String> servers = asked(container);
        if (servers.isEmpty() && container.attachments().stream().anyMatch(a -> !a.gateways().isEmpty())) {
            servers = ResolvConf.host().nameservers();
        }
        return servers.stream().filter(Cidr::isAddress).limit(MOST).map(s -> new InetSocketAddress(Cidr.address(s), PORT)).toList();
    }

    private List<String> asked(LiveContainer container) {
        return files.configuredServers(container.subject().host().wiring());
    }

    /** Opens a socket where the container's servers are to be asked from. */
    <T> T open(LiveContainer container, Supplier<T> opening) {
        if (asked(container).isEmpty()) {
            return opening.get();
        }
        try (Fd namespace = NetworkNamespace.of(container.pid())) {
            return NetworkNamespace.call(namespace.number(), opening);
        }
    }
}
