package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.network.PortMapping;

/** Makes a container's endpoints: addresses, names, and nothing on the host yet. */
final class Endpoints {
    /** Three groups of four digits. */
    private static final Pattern CISCO = Pattern.compile("[0-9a-fA-F]{4}(\\.[0-9a-fA-F]{4}){2}");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
    private static final int SHORT_ID = 12;
    private final NetworkTable table;
    private final Wiring wiring;

    Endpoints(NetworkTable table, Wiring wiring) {
        this.table = table;
        this.wiring = wiring;
    }

    /** Takes addresses for a container on a network; on failure none is taken. Its interface has no name yet. */
    Attachment allocate(LiveContainer container, LiveNetwork network, EndpointConfig config) {
        if (network.record().configOnly()) {
            throw new ServinException(ErrorKind.FORBIDDEN, "cannot create endpoint on configuration-only network");
        }
        List<String> addresses = new ArrayList<>();
        String id = table.newId();
        try {
            take(network, id, false, wish(config, false)).ifPresent(addresses::add);
            take(network, id, true, wish(config, true)).ifPresent(addresses::add);
            String mac = mac(container, network, config, addresses);
            EndpointSpec spec = new EndpointSpec(id, network.record().id(), container.name(), "", mac, addresses, List.of(), List.of());
            return new Attachment(container, network, config, aliases(container.subject(), network, config), spec);
        } catch (ServinException e) {
            wiring.spans().free(network, id, addresses);
            throw e;
        }
    }

    /** An address of a family that is free on all hosts; empty if the network has none of that family. Those that are taken elsewhere are only passed over for now. */
    private Optional<String> take(LiveNetwork network, String endpointId, boolean v6, String wish) {
        List<String> passed = new ArrayList<>();
        try {
            for (Optional<String> address = network.take(v6, wish); address.isPresent(); address = network.take(v6, wish)) {
                passed.add(address.get());
                if (wiring.spans().claim(network, endpointId, address.get())) {
                    passed.remove(passed.size() - 1);
                    return address;
                }
            }
            return Optional.empty();
        } finally {
            network.free(passed);
        }
    }

    /** The endpoint of a container that ran over a restart, from what was kept of it. */
    static Attachment restore(LiveContainer container, LiveNetwork network, EndpointView view, String interfaceName) {
        List<String> addresses = new ArrayList<>();
        if (!view.ipAddress().isEmpty()) {
            addresses.add(view.ipAddress() + "/" + view.ipPrefixLen());
        }
        if (!view.globalIpv6Address().isEmpty()) {
            addresses.add(view.globalIpv6Address() + "/" + view.globalIpv6PrefixLen());
        }
        network.retake(addresses);
        EndpointSpec spec = new EndpointSpec(view.endpointId(), network.record().id(), container.name(), interfaceName, view.macAddress(), addresses, List.of(), List.of());
        return new Attachment(container, network, view.config(), view.aliases(), spec);
    }

    private static String wish(EndpointConfig config, boolean v6) {
        EndpointConfig.IpamConfig ipam = config.ipamConfig();
        String wish = ipam == null ? null : v6 ? ipam.ipv6Address() : ipam.ipv4Address();
        return wish == null ? "" : wish;
    }

    /** The wished one, or dockerd's: made of the IPv4 address, so that a network has no two alike. Empty where the network has none. */
    private String mac(LiveContainer container, LiveNetwork network, EndpointConfig config, List<String> addresses) {
        if (addresses.isEmpty()) {
            return "";
        }
        String wish = config.macAddress();
        boolean main = network.name().equals(mode(container)) || container.attachments().isEmpty();
        if ((wish == null || wish.isEmpty()) && main) {
            wish = container.subject().config().macAddress();
        }
        if (!wiring.with(network, NetworkDriver::usesLinkAddresses)) {
            if (wish != null && !wish.isEmpty()) {
                throw new ServinException(ErrorKind.INTERNAL, network.record().driver() + " interfaces do not support custom mac address assignment");
            }
            return "";
        }
        if (wish == null || wish.isEmpty()) {
            byte[] raw = Cidr.address(LiveNetwork.withoutLength(addresses.get(0))).getAddress();
            return "02:42:" + HexFormat.ofDelimiter(":").formatHex(raw, raw.length - 4, raw.length);
        }
        String text = CISCO.matcher(wish).matches() ? wish.replace(".", "").replaceAll("..(?!$)", "$0:") : wish.replace('-', ':');
        if (!MAC.matcher(text).matches()) {
            throw new ServinException(ErrorKind.INTERNAL, "address " + wish + ": invalid MAC address");
        }
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    private static String mode(LiveContainer container) {
        return Optional.ofNullable(container.subject().host().wiring().networkMode()).orElse("");
    }

    /** All names of a container on a network beside its own, as inspect shows them; null for none. */
    static List<String> aliases(ContainerNetworking.Subject container, LiveNetwork network, EndpointConfig config) {
        if (!network.resolvesNames()) {
            return config.aliases();
        }
        List<String> aliases = new ArrayList<>(config.aliases() == null ? List.of() : config.aliases());
        String shortId = container.id().substring(0, SHORT_ID);
        if (!aliases.contains(shortId)) {
            aliases.add(shortId);
        }
        String hostname = container.config().hostname();
        if (hostname != null && !hostname.isEmpty() && !aliases.contains(hostname)) {
            aliases.add(hostname);
        }
        return List.copyOf(aliases);
    }

    /** The endpoint that carries default routes and ports. */
    static EndpointSpec carrying(Attachment attachment, List<PortMapping> ports) {
        return attachment.spec().with(attachment.gateways(), ports);
    }

    /** The endpoint without either. */
    static EndpointSpec plain(EndpointSpec spec) {
        return spec.with(List.of(), List.of());
    }
}
