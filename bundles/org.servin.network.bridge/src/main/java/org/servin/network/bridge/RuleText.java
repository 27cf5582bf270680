package org.servin.network.bridge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Protocol;

/**
 * Our nftables table as text, nft(8). The rules never change: networks and published ports are elements of sets and maps. Pure.
 *
 * <ul>
 *   <li>{@code bridges}: all our bridges; {@code pairs}: from which bridge to which containers may talk freely; {@code internal}: bridges with no way out
 *   <li>{@code borrowed}: bridges that were there before and are kept at the end
 *   <li>{@code subnets}: addresses of containers; {@code masquerade}: those that go out under the host's address
 *   <li>{@code published}: ports on one address of the host; {@code anywhere}: ports on all its addresses
 * </ul>
 */
final class RuleText {
    private final String table;

    RuleText(String table) {
        this.table = table;
    }

    /** The commands that put the whole table in place of what was there, in one transaction. */
    String whole(Collection<Bridge> bridges, Collection<EndpointSpec> endpoints) {
        StringBuilder text = new StringBuilder();
        text.append("add table inet ").append(table).append("\ndelete table inet ").append(table).append('\n');
        text.append(FRAME.replace("TABLE", table));
        bridges.forEach(b -> text.append(add(b)));
        endpoints.forEach(e -> text.append(publish(e)));
        return text.toString();
    }

    /** The elements that a network adds. */
    String add(Bridge bridge) {
        return elements("add", bridge);
    }

    /** Takes them away. */
    String remove(Bridge bridge) {
        return elements("delete", bridge);
    }

    private String elements(String verb, Bridge bridge) {
        StringBuilder text = new StringBuilder();
        String link = quote(bridge.link());
        element(text, verb, "bridges", List.of(link));
        if (bridge.options().icc()) {
            element(text, verb, "pairs", List.of(link + " . " + link));
        }
        if (bridge.borrowed()) {
            element(text, verb, "borrowed", List.of(link));
        }
        if (bridge.spec().internal()) {
            element(text, verb, "internal", List.of(link));
        }
        for (boolean v6 : new boolean[] {false, true}) {
            List<String> subnets = bridge.pools(v6).stream().map(AddressPool::subnet).toList();
            String suffix = v6 ? "6" : "4";
            element(text, verb, "subnets" + suffix, subnets);
            if (bridge.options().masquerade() && !bridge.spec().internal()) {
                element(text, verb, "masquerade" + suffix, subnets);
            }
        }
        return text.toString();
    }

    /** The elements of an endpoint's published ports; empty for none. */
    String publish(EndpointSpec endpoint) {
        return ports(endpoint, (key, target) -> key + " : " + target, "add");
    }

    /** Takes them away. */
    String withdraw(EndpointSpec endpoint) {
        return ports(endpoint, (key, target) -> key, "delete");
    }

    private String ports(EndpointSpec endpoint, java.util.function.BinaryOperator<String> form, String verb) {
        StringBuilder text = new StringBuilder();
        for (boolean v6 : new boolean[] {false, true}) {
            String suffix = v6 ? "6" : "4";
            String target = (v6 ? endpoint.ipv6() : endpoint.ipv4()).map(Addresses::withoutLength).orElse("");
            if (target.isEmpty()) {
                continue;
            }
            List<PortMapping> ports = endpoint.ports().stream().filter(p -> Addresses.isV6(p.hostAddress()) == v6).toList();
            Function<PortMapping, String> anywhere = p -> form.apply(number(p.protocol()) + " . " + p.hostPort(), target + " . " + p.containerPort());
            Function<PortMapping, String> published = p -> form.apply(
                    p.hostAddress() + " . " + number(p.protocol()) + " . " + p.hostPort(), target + " . " + p.containerPort());
            element(text, verb, "anywhere" + suffix, ports.stream().filter(RuleText::isAnywhere).map(anywhere).toList());
            element(text, verb, "published" + suffix, ports.stream().filter(p -> !isAnywhere(p)).map(published).toList());
        }
        return text.toString();
    }

    private static boolean isAnywhere(PortMapping port) {
        return port.hostAddress().equals("0.0.0.0") || port.hostAddress().equals("::");
    }

    private static int number(Protocol protocol) {
        return switch (protocol) {
            case TCP -> 6;
            case UDP -> 17;
            case SCTP -> 132;
        };
    }

    private void element(StringBuilder text, String verb, String set, List<String> elements) {
        if (!elements.isEmpty()) {
            text.append(verb).append(" element inet ").append(table).append(' ').append(set).append(" { ")
                    .append(elements.stream().collect(Collectors.joining(", "))).append(" }\n");
        }
    }

    private static String quote(String name) {
        return '"' + name + '"';
    }

    /** The links of a listing of a set of links. */
    static List<String> linksOf(String json) {
        List<String> names = new ArrayList<>();
        int at = json.indexOf("\"elem\"");
        if (at >= 0) {
            String inside = json.substring(json.indexOf('[', at) + 1, json.indexOf(']', at));
            for (String quoted : inside.split(",")) {
                names.add(quoted.strip().replace("\"", ""));
            }
        }
        return names;
    }

    /** The command that lists a set. */
    String list(String set) {
        return "list set inet " + table + " " + set;
    }

    private static final String FRAME = """
            table inet TABLE {
              set bridges { type ifname; }
              set pairs { type ifname . ifname; }
              set internal { type ifname; }
              set borrowed { type ifname; }
              set subnets4 { type ipv4_addr; flags interval; }
              set subnets6 { type ipv6_addr; flags interval; }
              set masquerade4 { type ipv4_addr; flags interval; }
              set masquerade6 { type ipv6_addr; flags interval; }
              map published4 { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }
              map published6 { type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service; }
              map anywhere4 { type inet_proto . inet_service : ipv4_addr . inet_service; }
              map anywhere6 { type inet_proto . inet_service : ipv6_addr . inet_service; }
              chain ports {
                dnat ip to ip daddr . meta l4proto . th dport map @published4
                dnat ip to meta l4proto . th dport map @anywhere4
                dnat ip6 to ip6 daddr . meta l4proto . th dport map @published6
                dnat ip6 to meta l4proto . th dport map @anywhere6
              }
              chain prerouting {
                type nat hook prerouting priority dstnat; policy accept;
                fib daddr type local jump ports
              }
              chain output {
                type nat hook output priority -100; policy accept;
                ip6 daddr ::1 return
                fib daddr type local jump ports
              }
              chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                oifname @bridges ct status dnat ip saddr 127.0.0.0/8 masquerade
                oifname @bridges ct status dnat ip saddr @subnets4 masquerade
                oifname @bridges ct status dnat ip6 saddr @subnets6 masquerade
                oifname != @bridges ip saddr @masquerade4 masquerade
                oifname != @bridges ip6 saddr @masquerade6 masquerade
              }
              chain guard {
                type filter hook prerouting priority raw; policy accept;
                iifname @bridges ip daddr 127.0.0.0/8 drop
              }
              chain forward {
                type filter hook forward priority filter; policy accept;
                iifname . oifname @pairs accept
                iifname @internal drop
                oifname @internal drop
                oifname @bridges ct state established,related accept
                oifname @bridges ct status dnat accept
                oifname @bridges drop
              }
            }
            """;
}
