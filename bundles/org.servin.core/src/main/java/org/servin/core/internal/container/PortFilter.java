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
        byPublished = !filters.get("publish").isEmpty();
        byExposed = !filters.get("expose").isEmpty();
        published = ports("publish", filters.get("publish"));
        exposed = ports("expose", filters.get("expose"));
    }

    private static Set<String> ports(String key, List<String> values) {
        Set<String> ports = new HashSet<>();
        for (String value : values) {
            int slash = value.indexOf('/');
            String protocol = slash < 0 ? "tcp" : value.substring(slash + 1);
            String range = slash < 0 ? value : value.substring(0, slash);
            if (range.isEmpty()) {
                throw refused(key, value, "Empty string specified for ports.");
            }
            int dash = range.indexOf('-');
            int first = port(dash < 0 ? range : range.substring(0, dash), key, value);
            int last = dash < 0 ? first : port(range.substring(dash + 1), key, value);
            if (last < first) {
                throw refused(key, value, "Invalid range specified for the Port: " + range);
            }
            for (int port = first; port <= last; port++) {
                ports.add(port + "/" + protocol);
            }
        }
        return ports;
    }

    private static int port(String text, String key, String value) {
        if (!text.matches("[0-9]+")) {
            throw refused(key, value, "strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
        }
        if (text.length() > 5 || Integer.parseInt(text) > 65535) {
            throw refused(key, value, "strconv.ParseUint: parsing \"" + text + "\": value out of range");
        }
        return Integer.parseInt(text);
    }

    private static ServinException refused(String key, String value, String why) {
        return Wording.badFilter("error while looking up for " + key + " " + value + ": " + why);
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
