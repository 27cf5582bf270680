package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.core.container.ContainerConfig;
import org.servin.core.internal.network.ContainerNetworking.Subject;
import org.servin.core.internal.network.NetworkModes.Link;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * Links between containers on the default network, where no server answers for names: each container gets lines in its {@code hosts} and variables in its
 * environment. On other networks a link is only one more name, see {@link NameTable}.
 */
final class ContainerLinks {
    private final NetworkTable table;
    private final Wiring wiring;
    private final ContainerDirectory directory;

    ContainerLinks(NetworkTable table, Wiring wiring, ContainerDirectory directory) {
        this.table = table;
        this.wiring = wiring;
        this.directory = directory;
    }

    /**
     * Checks the links of a new container, and gives them with ids instead of names, so that they follow renames. Null and empty stay as they are.
     */
    List<String> resolve(List<String> links) {
        return links == null ? null : links.stream().map(this::resolve).toList();
    }

    private String resolve(String text) {
        Link link = Link.parse(text);
        try {
            Subject other = directory.find(link.container()).subject();
            if (Predefined.HOST.equals(other.host().wiring().networkMode())) {
                throw ServinException.invalid("conflicting options: host type networking can't be used with links. This would result in undefined behavior");
            }
            return other.id() + ":" + link.alias();
        } catch (ServinException e) {
            throw e.kind() != ErrorKind.NOT_FOUND && !link.container().isEmpty() ? e
                    : new ServinException(ErrorKind.INVALID_ARGUMENT, "could not get container for " + link.container() + ": " + e.getMessage(), e);
        }
    }

    /** The links in the form that clients see: {@code /other:/own/alias}. Dockerd shows none elsewhere than on the default network: there clients ask for them with the endpoint. */
    List<String> shown(Subject subject) {
        List<String> links = subject.host().wiring().links();
        String ownName = subject.name();
        return links == null || !isUsual(subject) ? null : links.stream().map(Link::parse).map(l -> "/" + nameOf(l.container()) + ":/" + ownName + "/" + l.alias()).toList();
    }

    private String nameOf(String ref) {
        try {
            return directory.find(ref).subject().name();
        } catch (ServinException gone) {
            return ref; // it was removed since
        }
    }

    /** A linked container that is on the default network. */
    private record Linked(Link link, LiveContainer container, String address) { }

    /** Entries of {@code hosts}. INTERNAL if a linked container does not run. */
    List<HostsFile.Entry> hosts(Subject subject) {
        List<HostsFile.Entry> entries = new ArrayList<>();
        for (Linked linked : linked(subject)) {
            LiveContainer other = linked.container();
            String alias = linked.link().alias();
            String names = alias + " " + other.subject().config().hostname() + (alias.equals(other.name()) ? "" : " " + other.name());
            entries.add(new HostsFile.Entry(linked.address(), names));
        }
        return entries;
    }

    /** A container has addresses for its next run: those that are linked to it learn of them at once, as with dockerd. Their variables stay as they were. */
    void moved(LiveContainer target, ContainerFiles files) {
        Optional<String> address = table.byName(table.defaultName()).flatMap(target::on).flatMap(a -> a.spec().ipv4()).map(LiveNetwork::withoutLength);
        if (address.isEmpty()) {
            return;
        }
        for (LiveContainer linker : wiring.live()) {
            links(linker.subject()).stream().map(Link::parse).filter(l -> l.container().equals(target.id())).forEach(link -> {
                synchronized (linker) {
                    files.editHosts(linker, text -> HostsFile.moved(text, link.alias(), address.get()));
                }
            });
        }
    }

    /** Those that count: on the default network. */
    private List<String> links(Subject subject) {
        List<String> links = subject.host().wiring().links();
        return links == null || !isUsual(subject) ? List.of() : links;
    }

    private boolean isUsual(Subject subject) {
        String mode = NetworkModes.of(subject.host());
        return mode.equals("default") || mode.equals(table.defaultName());
    }

    /** Variables of the environment. INTERNAL if a linked container does not run. */
    List<String> environment(Subject subject) {
        List<String> variables = new ArrayList<>();
        for (Linked linked : linked(subject)) {
            ContainerConfig config = linked.container().subject().config();
            variables.addAll(LinkEnvironment.of(subject.name(), linked.link().alias(), linked.address(), Ports.exposed(config), config.env() == null ? List.of() : config.env()));
        }
        return variables;
    }

    private List<Linked> linked(Subject subject) {
        List<String> links = links(subject);
        if (links.isEmpty()) {
            return List.of();
        }
        LiveNetwork network = table.find(table.defaultName());
        List<Linked> result = new ArrayList<>();
        for (String text : links) {
            Link link = Link.parse(text);
            if (!link.alias().isEmpty()) {
                LiveContainer other = live(link).orElseThrow(() -> new ServinException(ErrorKind.INTERNAL,
                        "Cannot link to a non running container: /" + nameOf(link.container()) + " AS /" + subject.name() + "/" + link.alias()));
                String address = other.on(network).flatMap(a -> a.spec().ipv4())
                        .orElseThrow(() -> new ServinException(ErrorKind.INTERNAL, "container " + other.id() + " not attached to default bridge network"));
                result.add(new Linked(link, other, LiveNetwork.withoutLength(address)));
            }
        }
        return result;
    }

    private Optional<LiveContainer> live(Link link) {
        return wiring.live(link.container()).or(() -> wiring.live().stream().filter(c -> c.name().equals(link.container())).findFirst());
    }
}
