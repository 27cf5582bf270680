package org.servin.core.internal.container;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.servin.core.container.EndpointView;
import org.servin.core.container.Health;
import org.servin.core.container.ListQuery;
import org.servin.core.container.MountPoint;
import org.servin.core.filter.Filters;
import org.servin.image.Image;
import org.servin.image.ImageId;
import org.servin.image.Images;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Decides which containers {@code GET /containers/json} shows, by dockerd's rules. Ports are checked on views, by {@link PortFilter}. */
final class ListFilter implements Predicate<Container> {
    private static final Set<String> KEYS = Set.of("ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name",
            "network", "publish", "since", "status", "volume");
    private static final Set<String> STATES = Set.of("paused", "restarting", "removing", "running", "dead", "created", "exited");
    private static final Set<String> HEALTHS = Set.of("none", "starting", "healthy", "unhealthy");
    private final Filters filters;
    private final boolean all;
    /** Whether it is asked for swarm tasks alone, which no container is. */
    private final boolean tasks;
    private final Set<Integer> exited = new HashSet<>();
    private final long before;
    private final long since;
    private final Set<String> ancestors;
    private final List<Pattern> names;

    ListFilter(ListQuery query, ContainerTable table, Images images) {
        filters = query.filters().allow(KEYS);
        unknown("status", STATES).ifPresent(v -> {
            throw ServinException.invalid("Invalid filter 'status=" + v + "'");
        });
        unknown("health", HEALTHS).ifPresent(v -> {
            throw ServinException.invalid("Unrecognised filter value for health: " + v);
        });
        tasks = filters.flag("is-task").orElse(false);
        filters.get("exited").forEach(code -> exited.add(number(code)));
        all = query.all() || query.limit() > 0 || filters.has("status");
        before = filters.get("before").stream().mapToLong(ref -> created(table, ref)).min().orElse(Long.MAX_VALUE);
        since = filters.get("since").stream().mapToLong(ref -> created(table, ref)).max().orElse(Long.MIN_VALUE);
        ancestors = filters.has("ancestor") ? descendants(images) : Set.of();
        names = filters.get("name").stream().map(ListFilter::pattern).toList();
    }

    private Optional<String> unknown(String key, Set<String> allowed) {
        return filters.get(key).stream().filter(v -> !allowed.contains(v)).findFirst();
    }

    private static long created(ContainerTable table, String ref) {
        try {
            return table.find(ref).record().created();
        } catch (ServinException absent) {
            throw absent.kind() == ErrorKind.NOT_FOUND || ref.isEmpty() ? Wording.badFilter("no such container " + ref) : absent;
        }
    }

    private static int number(String code) {
        try {
            return Integer.parseInt(code);
        } catch (NumberFormatException e) {
            throw Wording.badFilter("strconv.Atoi: parsing \"" + code + "\": invalid syntax");
        }
    }

    /** Dockerd passes over a pattern that is none; only the literal text matches then. */
    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException notOne) {
            return Pattern.compile(Pattern.quote(text));
        }
    }

    private Set<String> descendants(Images images) {
        Set<String> found = new HashSet<>();
        for (String ref : filters.get("ancestor")) {
            image(images, ref).map(i -> i.id().value()).ifPresent(found::add);
        }
        List<Image> known = found.isEmpty() ? List.of() : images.list();
        boolean grown = !found.isEmpty();
        while (grown) {
            grown = false;
            for (Image image : known) {
                if (image.parent().map(ImageId::value).filter(found::contains).isPresent()) {
                    grown |= found.add(image.id().value());
                }
            }
        }
        return found;
    }

    /** A name that no image can have matches none. */
    private static Optional<Image> image(Images images, String ref) {
        try {
            return images.find(ref);
        } catch (ServinException notAReference) {
            return Optional.empty();
        }
    }

    @Override
    public boolean test(Container container) {
        ContainerRecord record = container.record();
        ContainerRecord.State state = record.state();
        return (all || container.isActive()) && record.created() < before && record.created() > since
                && id(record.id()) && name(record.name())
                && filters.any("status", state.status().text()::equals) // nothing is said of isolation, which Linux has of one kind
                && (exited.isEmpty() || exited.contains(state.exitCode()) && !container.isActive() && state.startedAt() != 0)
                && filters.allows("health", container.health().map(Health::status).orElse("none"))
                && (!filters.has("ancestor") || ancestors.contains(record.imageId()))
                && !tasks && filters.hasLabels(record.labels()) && volume(record) && network(record);
    }

    /** The beginning of an id, which must be somebody's alone, is looked up; what is not found matches none. */
    private boolean id(String id) {
        return filters.any("id", v -> !v.isEmpty() && id.startsWith(v));
    }

    private boolean name(String name) {
        return names.isEmpty() || names.stream().anyMatch(p -> p.matcher(name).find() || p.matcher("/" + name).find());
    }

    private boolean volume(ContainerRecord record) {
        return filters.any("volume", v -> record.mounts().stream().anyMatch(m -> isAt(m, v)));
    }

    private static boolean isAt(MountPoint mount, String volume) {
        return mount.destination().equals(volume) || (mount.name().isEmpty() ? mount.source() : mount.name()).equals(volume);
    }

    private boolean network(ContainerRecord record) {
        Map<String, EndpointView> endpoints = record.endpoints();
        return filters.any("network", n -> endpoints.containsKey(n)
                || endpoints.values().stream().anyMatch(e -> e.networkId() != null && e.networkId().startsWith(n)));
    }
}
