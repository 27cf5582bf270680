package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;
import org.servin.spi.network.EndpointSpec;

/** A container's place on one network while it runs. Changed only under its container's lock; read by anybody. */
final class Attachment implements Peer {
    private final LiveContainer container;
    private final LiveNetwork network;
    private final EndpointConfig config;
    private final List<String> aliases;
    private volatile EndpointSpec spec;
    private volatile boolean joined;

    /** @param aliases as inspect shows them; null for none */
    Attachment(LiveContainer container, LiveNetwork network, EndpointConfig config, List<String> aliases, EndpointSpec spec) {
        this.container = container;
        this.network = network;
        this.config = config;
        this.aliases = aliases;
        this.spec = spec;
    }

    @Override
    public boolean exposes(String port) {
        return exposed().contains(port);
    }

    /** The ports that its container's configuration exposes, such as {@code 80/tcp}. */
    List<String> exposed() {
        return Ports.exposed(container.subject().config()).stream().map(Object::toString).toList();
    }

    @Override
    public String name() {
        return spec.containerName();
    }

    @Override
    public List<String> addresses() {
        return spec.addresses();
    }

    @Override
    public LiveNetwork network() {
        return network;
    }

    EndpointSpec spec() {
        return spec;
    }

    EndpointConfig config() {
        return config;
    }

    void update(EndpointSpec changed) {
        spec = changed;
    }

    boolean joined() {
        return joined;
    }

    void setJoined() {
        joined = true;
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        names.add(spec.containerName());
        if (aliases != null) {
            names.addAll(aliases);
        }
        return names;
    }

    /** Over which network default routes should go first: as dockerd has it, not over internal ones, both families, by name. */
    static final Comparator<Attachment> BY_GATEWAY = Comparator.<Attachment, Boolean>comparing(a -> a.network.record().internal())
            .thenComparing(a -> a.spec.ipv6().isEmpty()).thenComparing(a -> a.network.name());

    /** The gateways that its network offers. */
    List<String> gateways() {
        List<String> gateways = new ArrayList<>();
        if (spec.ipv4().isPresent() && !network.gateway(false).isEmpty()) {
            gateways.add(network.gateway(false));
        }
        if (spec.ipv6().isPresent() && !network.gateway(true).isEmpty()) {
            gateways.add(network.gateway(true));
        }
        return gateways;
    }

    EndpointView view() {
        String v4 = spec.ipv4().orElse("");
        String v6 = spec.ipv6().orElse("");
        return new EndpointView(config, network.record().id(), spec.id(), v4.isEmpty() ? "" : network.gateway(false), address(v4), length(v4),
                v6.isEmpty() ? "" : network.gateway(true), address(v6), length(v6), spec.mac(), aliases);
    }

    private static String address(String cidr) {
        return cidr.isEmpty() ? "" : LiveNetwork.withoutLength(cidr);
    }

    private static int length(String cidr) {
        return cidr.isEmpty() ? 0 : Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
    }
}
