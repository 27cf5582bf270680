package org.servin.network.bridge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.netlink.NetworkSocket;
import org.servin.linux.netlink.NetworkSocket.Transport;
import org.servin.network.bridge.relay.PortRelay;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Protocol;

/**
 * Ports of the host that endpoints hold. Each is held by a bound socket: so nobody else gets it, and what somebody else has is noticed. Those of IPv6 serve what the kernel
 * does not lead on. Thread-safe.
 */
final class PortReservations {
    private static final int FALLBACK_FIRST = 49153;
    private static final int FALLBACK_LAST = 65535;
    private final Map<String, List<Held>> byEndpoint = new HashMap<>();
    private final Map<Protocol, Integer> lastDynamic = new HashMap<>();

    private final PortRelay relay = new PortRelay();

    /** A port, and how to let go of it. */
    private record Held(PortMapping port, Runnable release) { }

    /**
     * Holds all ports of an endpoint in place of those it had, or none. Mappings of several families that stand one after the other, of the same container port and wished
     * range, get the same port.
     *
     * @return the mappings with the ports that were chosen, in their order
     */
    synchronized List<PortMapping> hold(EndpointSpec endpoint, List<List<PortMapping>> groups) {
        List<Held> before = byEndpoint.getOrDefault(endpoint.id(), List.of());
        List<Held> held = new ArrayList<>();
        try {
            for (List<PortMapping> group : groups) {
                held.addAll(holdGroup(endpoint, group, before));
            }
        } catch (ServinException e) {
            held.stream().filter(h -> !before.contains(h)).forEach(h -> h.release().run());
            throw e;
        }
        before.stream().filter(h -> !held.contains(h)).forEach(h -> h.release().run());
        put(endpoint.id(), held);
        return held.stream().map(Held::port).toList();
    }

    /**
     * Holds again what an endpoint had before a restart. Ports that somebody took meanwhile are not held.
     *
     * @return those
     */
    synchronized List<PortMapping> restore(EndpointSpec endpoint) {
        List<Held> before = byEndpoint.getOrDefault(endpoint.id(), List.of());
        List<Held> held = new ArrayList<>();
        List<PortMapping> taken = new ArrayList<>();
        for (PortMapping port : endpoint.ports()) {
            Optional<Held> kept = before.stream().filter(h -> h.port().equals(port)).findFirst();
            if (kept.isPresent()) {
                held.add(kept.get());
                continue;
            }
            try {
                held.add(new Held(port, bind(endpoint, port)));
            } catch (ErrnoException e) {
                taken.add(port);
            }
        }
        before.stream().filter(h -> !held.contains(h)).forEach(h -> h.release().run());
        put(endpoint.id(), held);
        return taken;
    }

    private void put(String endpoint, List<Held> held) {
        if (held.isEmpty()) {
            byEndpoint.remove(endpoint);
        } else {
            byEndpoint.put(endpoint, held);
        }
    }

    synchronized void release(String endpoint) {
        List<Held> held = byEndpoint.remove(endpoint);
        if (held != null) {
            held.forEach(h -> h.release().run());
        }
    }

    /** Lets go of all. */
    synchronized void close() {
        List.copyOf(byEndpoint.keySet()).forEach(this::release);
    }

    synchronized List<String> endpoints() {
        return List.copyOf(byEndpoint.keySet());
    }

    private List<Held> holdGroup(EndpointSpec endpoint, List<PortMapping> group, List<Held> before) {
        PortMapping first = group.get(0);
        boolean dynamic = first.hostPort() == 0;
        int[] range = dynamic ? dynamicRange() : new int[] {first.hostPort(), first.hostPortEnd()};
        int count = range[1] - range[0] + 1;
        int start = dynamic ? Math.max(0, lastDynamic.getOrDefault(first.protocol(), range[0] - 1) + 1 - range[0]) % count : 0;
        Refusal last = null;
        for (int i = 0; i < count; i++) {
            int port = range[0] + (start + i) % count;
            try {
                List<Held> held = holdAt(endpoint, group, port, before);
                if (dynamic) {
                    lastDynamic.put(first.protocol(), port);
                }
                return held;
            } catch (Refusal e) {
                last = e;
                if (!e.taken) {
                    break;
                }
            }
        }
        throw failed(endpoint, count > 1 && last.taken ? "Bind for " + shown(first) + " failed: all ports are allocated" : last.getMessage(), last);
    }

    private List<Held> holdAt(EndpointSpec endpoint, List<PortMapping> group, int port, List<Held> before) {
        List<Held> held = new ArrayList<>();
        try {
            for (PortMapping wished : group) {
                PortMapping at = wished.at(port);
                Optional<Held> kept = before.stream().filter(h -> h.port().equals(at)).findFirst();
                held.add(kept.isPresent() ? kept.get() : new Held(at, tryHold(endpoint, at)));
            }
            return held;
        } catch (Refusal e) {
            held.stream().filter(h -> !before.contains(h)).forEach(h -> h.release().run());
            throw e;
        }
    }

    private Runnable tryHold(EndpointSpec endpoint, PortMapping port) {
        try {
            return bind(endpoint, port);
        } catch (ErrnoException e) {
            if (e.is(Errno.EADDRINUSE) && ours(port)) {
                throw new Refusal("Bind for " + shown(port) + " failed: port is already allocated", true, e);
            }
            // the words of dockerd's proxy, which is what meets other processes' ports there
            String family = port.protocol().text() + (Addresses.isV6(port.hostAddress()) ? "6" : "4");
            throw new Refusal("Error starting userland proxy: listen " + family + " " + shown(port) + ": bind: " + Errno.text(e.errno()), e.is(Errno.EADDRINUSE), e);
        }
    }

    private boolean ours(PortMapping wished) {
        return byEndpoint.values().stream().flatMap(List::stream).map(Held::port).anyMatch(
                p -> p.protocol() == wished.protocol() && p.hostPort() == wished.hostPort() && Addresses.isV6(p.hostAddress()) == Addresses.isV6(wished.hostAddress()));
    }

    private Runnable bind(EndpointSpec endpoint, PortMapping port) {
        Transport transport = Transport.valueOf(port.protocol().name());
        InetAddress address = Addresses.parse(port.hostAddress());
        Optional<String> target = endpoint.ipv4().or(endpoint::ipv6);
        if (Addresses.isV6(port.hostAddress()) && transport != Transport.SCTP && target.isPresent()) {
            InetAddress container = Addresses.parse(Addresses.withoutLength(target.get()));
            return relay.open(transport, new InetSocketAddress(address, port.hostPort()), new InetSocketAddress(container, port.containerPort()));
        }
        return NetworkSocket.reserve(transport, address, port.hostPort())::close;
    }

    private static String shown(PortMapping port) {
        String address = Addresses.isV6(port.hostAddress()) ? "[" + port.hostAddress() + "]" : port.hostAddress();
        return address + ":" + port.hostPort();
    }

    private static ServinException failed(EndpointSpec endpoint, String why, Throwable cause) {
        return new ServinException(ErrorKind.INTERNAL,
                "driver failed programming external connectivity on endpoint " + endpoint.containerName() + " (" + endpoint.id() + "): " + why, cause);
    }

    /** The ports that the kernel gives to clients, as dockerd has it. */
    private static int[] dynamicRange() {
        try {
            String[] words = KernelSetting.read("ipv4/ip_local_port_range").split("\\s+");
            return new int[] {Integer.parseInt(words[0]), Integer.parseInt(words[1])};
        } catch (IOException | NumberFormatException e) {
            return new int[] {FALLBACK_FIRST, FALLBACK_LAST};
        }
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean taken;

        Refusal(String message, boolean taken, Throwable cause) {
            super(message, cause);
            this.taken = taken;
        }
    }
}
