package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.Empty;
import org.servin.core.container.HostConfig;
import org.servin.core.container.PortBinding;
import org.servin.spi.ServinException;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Protocol;

/** Exposed and published ports of containers, in dockerd's forms: {@code 80/tcp}. */
public final class Ports {
    private static final int LAST = 65535;

    private Ports() { }

    /** A container's port; the protocol is TCP where none is given. */
    record Port(int number, Protocol protocol) {
        static Optional<Port> parse(String text) {
            int slash = text.indexOf('/');
            String number = slash < 0 ? text : text.substring(0, slash);
            String protocol = slash < 0 || slash == text.length() - 1 ? "tcp" : text.substring(slash + 1);
            for (Protocol known : Protocol.values()) {
                if (known.text().equalsIgnoreCase(protocol) && isPort(number)) {
                    return Optional.of(new Port(Integer.parseInt(number), known));
                }
            }
            return Optional.empty();
        }

        @Override
        public String toString() {
            return number + "/" + protocol.text();
        }
    }

    private static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= LAST;
    }

    /** Checks port bindings at a container's creation. */
    public static void check(HostConfig host) {
        bindings(host).forEach((port, list) -> {
            int slash = port.indexOf('/');
            String number = slash < 0 ? port : port.substring(0, slash);
            if (!isPort(number)) {
                throw invalid(number);
            }
            (list == null ? List.<PortBinding>of() : list).forEach(b -> range(b.hostPort()));
        });
    }

    /** Refuses what is no address; dockerd takes it for any. */
    static void checkAddresses(HostConfig host) {
        bindings(host).values().stream().filter(Objects::nonNull).flatMap(List::stream).map(PortBinding::hostIp).filter(ip -> ip != null && !ip.isEmpty()).forEach(ip -> {
            if (!Cidr.isAddress(ip)) {
                throw ServinException.invalid("invalid IP address in port binding: \"" + ip + "\"");
            }
        });
    }

    private static int[] range(String text) {
        if (text == null || text.isEmpty() || text.equals("0")) {
            return new int[] {0, 0};
        }
        String[] ends = text.split("-", 2);
        boolean good = isPort(ends[0]) && (ends.length == 1 || isPort(ends[1]) && Integer.parseInt(ends[1]) >= Integer.parseInt(ends[0]));
        if (!good) {
            throw invalid(text);
        }
        return new int[] {Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])};
    }

    private static ServinException invalid(String text) {
        return ServinException.invalid("invalid port specification: \"" + text + "\"");
    }

    private static Map<String, List<PortBinding>> bindings(HostConfig host) {
        Map<String, List<PortBinding>> bindings = host.wiring().portBindings();
        return bindings == null ? Map.of() : bindings;
    }

    /** What to publish: bindings of exposed ports, and with {@code PublishAllPorts} the other exposed ones too. A binding of a port that is not exposed does nothing, as in dockerd. */
    static List<PortMapping> wished(ContainerConfig config, HostConfig host) {
        Map<Port, List<PortBinding>> wanted = new TreeMap<>(Comparator.comparingInt(Port::number).thenComparing(Port::protocol));
        exposed(config).forEach(p -> wanted.put(p, List.of()));
        bindings(host).forEach((text, list) -> Port.parse(text).ifPresent(p -> wanted.computeIfPresent(p, (k, none) -> list == null ? List.of() : list)));
        List<PortMapping> mappings = new ArrayList<>();
        wanted.forEach((port, list) -> {
            list.forEach(b -> {
                int[] range = range(b.hostPort());
                mappings.add(new PortMapping(port.protocol(), port.number(), b.hostIp() == null ? "" : b.hostIp(), range[0], range[1]));
            });
            if (list.isEmpty() && host.wiring().publishAllPorts()) {
                mappings.add(new PortMapping(port.protocol(), port.number(), "", 0, 0));
            }
        });
        return mappings;
    }

    /** The same wishes, with the ports that were chosen for such before where the choice is free. */
    static List<PortMapping> keeping(List<PortMapping> wished, List<PortMapping> present) {
        List<PortMapping> left = new ArrayList<>(present);
        List<PortMapping> kept = new ArrayList<>();
        for (PortMapping wish : wished) {
            Optional<PortMapping> before = left.stream().filter(p -> serves(p, wish)).findFirst();
            kept.add(before.map(p -> wish.at(p.hostPort())).orElse(wish));
            before.ifPresent(taken -> left.removeIf(p -> p.hostPort() == taken.hostPort() && serves(p, wish)));
        }
        return kept;
    }

    private static boolean serves(PortMapping present, PortMapping wish) {
        boolean place = wish.hostAddress().isEmpty() || wish.hostAddress().equals(present.hostAddress());
        boolean range = wish.hostPort() == 0 || wish.hostPort() <= present.hostPort() && present.hostPort() <= wish.hostPortEnd();
        return place && range && present.protocol() == wish.protocol() && present.containerPort() == wish.containerPort();
    }

    static List<Port> exposed(ContainerConfig config) {
        Map<String, Empty> exposed = config.exposedPorts();
        return exposed == null ? List.of() : exposed.keySet().stream().map(Port::parse).flatMap(Optional::stream).toList();
    }

    /** What inspect shows: exposed ports, and those published with where. */
    static Map<String, Optional<List<PortBinding>>> view(ContainerConfig config, List<PortMapping> published) {
        Map<String, Optional<List<PortBinding>>> view = new TreeMap<>();
        exposed(config).forEach(p -> view.put(p.toString(), Optional.empty()));
        for (PortMapping mapping : published) {
            String key = new Port(mapping.containerPort(), mapping.protocol()).toString();
            List<PortBinding> list = new ArrayList<>(view.getOrDefault(key, Optional.empty()).orElse(List.of()));
            list.add(new PortBinding(mapping.hostAddress(), String.valueOf(mapping.hostPort())));
            view.put(key, Optional.of(List.copyOf(list)));
        }
        return view;
    }

    /** The mappings that a kept view tells of. */
    static List<PortMapping> published(Map<String, Optional<List<PortBinding>>> view) {
        List<PortMapping> mappings = new ArrayList<>();
        view.forEach((text, bindings) -> Port.parse(text).ifPresent(port -> bindings.orElse(List.of()).forEach(b -> {
            int chosen = Integer.parseInt(b.hostPort());
            mappings.add(new PortMapping(port.protocol(), port.number(), b.hostIp(), chosen, chosen));
        })));
        return mappings;
    }

}
