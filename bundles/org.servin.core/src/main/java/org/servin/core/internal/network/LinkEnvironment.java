package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.servin.core.internal.network.Ports.Port;

/**
 * The variables by which a container learns of one that it is linked to: where its ports are, and what its own environment is. The form is that of
 * Docker's "legacy container links". Pure.
 */
final class LinkEnvironment {
    private static final Comparator<Port> ORDER = Comparator.comparingInt(Port::number).thenComparing(Port::protocol);
    private final List<String> variables = new ArrayList<>();
    private final String prefix;
    private final String address;

    private LinkEnvironment(String alias, String address) {
        this.prefix = alias.toUpperCase(Locale.ROOT).replace('-', '_');
        this.address = address;
    }

    /**
     * The variables of one link.
     *
     * @param linker the linking container's name
     * @param alias what it calls the other
     * @param address the other's address
     * @param exposed the other's exposed ports
     * @param env the other's environment, in the form {@code KEY=value}
     */
    static List<String> of(String linker, String alias, String address, Collection<Port> exposed, List<String> env) {
        LinkEnvironment result = new LinkEnvironment(alias, address);
        List<Port> ports = exposed.stream().sorted(ORDER).toList();
        ports.stream().findFirst().ifPresent(lowest -> result.add("PORT", result.url(lowest)));
        result.ranges(ports);
        ports.forEach(result::port);
        result.add("NAME", "/" + linker + "/" + alias);
        env.forEach(result::inherited);
        return result.variables;
    }

    private void add(String name, String value) {
        variables.add(prefix + "_" + name + "=" + value);
    }

    private String url(Port port) {
        return port.protocol().text() + "://" + address + ":" + port.number();
    }

    private static String key(Port port) {
        return "PORT_" + port.number() + "_" + port.protocol().text().toUpperCase(Locale.ROOT);
    }

    private void port(Port port) {
        String key = key(port);
        add(key, url(port));
        add(key + "_ADDR", address);
        add(key + "_PORT", Integer.toString(port.number()));
        add(key + "_PROTO", port.protocol().text());
    }

    /** Three neighbours or more are also told as a range. */
    private void ranges(List<Port> ports) {
        for (int first = 0; first < ports.size();) {
            int last = lastOfRange(ports, first);
            if (last > first + 1) {
                range(ports.get(first), ports.get(last));
                first = last + 1;
            } else {
                first++;
            }
        }
    }

    private static int lastOfRange(List<Port> ports, int first) {
        int last = first;
        while (last + 1 < ports.size() && ports.get(last + 1).number() <= ports.get(first).number() + last + 1 - first) {
            last++;
        }
        return last;
    }

    private void range(Port first, Port last) {
        String key = key(first);
        add(key + "_START", url(first));
        add(key + "_ADDR", address);
        add(key + "_PROTO", first.protocol().text());
        add(key + "_PORT_START", Integer.toString(first.number()));
        add(key + "_END", url(last));
        add(key + "_PORT_END", Integer.toString(last.number()));
    }

    private void inherited(String variable) {
        int at = variable.indexOf('=');
        String name = at < 0 ? "" : variable.substring(0, at);
        if (!name.isEmpty() && !name.equals("HOME") && !name.equals("PATH")) {
            add("ENV_" + name, variable.substring(at + 1));
        }
    }
}
