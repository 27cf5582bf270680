package org.servin.core.internal.container;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.servin.core.container.ContainerView;
import org.servin.core.container.PortBinding;
import org.servin.core.filter.Filters;
import org.servin.spi.ServinException;

/** The filters {@code publish} and {@code expose}: {@code port[-port][/protocol]}, of the host and of the container. */
final class PortFilter implements Predicate<ContainerView> {
    private final Set<String> published;
    private final Set<String> exposed;
    private final boolean byPublished;
    private final boolean byExposed;

    PortFilter(Filters filters) {
        byPublished = filters.has("publish");
        byExposed = filters.has("expose");
        published = ports(filters.get("publish"));
        exposed = ports(filters.get("expose"));
    }

    private static Set<String> ports(List<String> values) {
        Set<String> ports = new HashSet<>();
        for (String value : values) {
            int slash = value.indexOf('/');
            String protocol = slash < 0 ? "tcp" : value.substring(slash + 1);
            String range = slash < 0 ? value : value.substring(0, slash);
            int dash = range.indexOf('-');
            int first = port(dash < 0 ? range : range.substring(0, dash), value);
            int last = dash < 0 ? first : port(range.substring(dash + 1), value);
            for (int port = first; port <= last; port++) {
                ports.add(port + "/" + protocol);
            }
        }
        return ports;
    }

    private static int port(String text, String value) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException notOne) {
            throw ServinException.invalid("invalid filter port: " + value);
        }
        throw ServinException.invalid("invalid filter port: " + value);
    }

    @Override
    public boolean test(ContainerView view) {
        Map<String, Optional<List<PortBinding>>> ports = view.network().ports();
        return (!byPublished || ports.entrySet().stream().anyMatch(e -> hostPorts(e.getKey(), e.getValue()).stream().anyMatch(published::contains)))
                && (!byExposed || ports.keySet().stream().anyMatch(exposed::contains));
    }

    private static List<String> hostPorts(String port, Optional<List<PortBinding>> bindings) {
        String protocol = port.substring(port.indexOf('/'));
        return bindings.orElse(List.of()).stream().map(b -> b.hostPort() + protocol).toList();
    }
}
