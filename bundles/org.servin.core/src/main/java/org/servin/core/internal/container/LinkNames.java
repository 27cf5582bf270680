package org.servin.core.internal.container;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The names that links give: where {@code web} is linked to {@code db} as {@code store}, {@code db} is also called {@code web/store}. As in dockerd, on the default
 * network only: elsewhere a link is a name on that network.
 */
final class LinkNames {
    private static final Set<String> DEFAULT_NETWORK = Set.of("", "default", "bridge");

    private LinkNames() { }

    /**
     * Such a name.
     *
     * @param linker the linking container's name
     * @param alias what it calls the other
     */
    record Name(String linker, String alias) {
        /** Takes a name apart; empty if it is none of this kind. A leading slash does not count. */
        static Optional<Name> parse(String ref) {
            String name = ref.startsWith("/") ? ref.substring(1) : ref;
            int slash = name.lastIndexOf('/');
            return slash > 0 ? Optional.of(new Name(name.substring(0, slash), name.substring(slash + 1))) : Optional.empty();
        }
    }

    /** A container's links as its record has them: {@code id:alias}. */
    private static List<String> links(ContainerRecord linker) {
        String mode = linker.host().wiring().networkMode();
        List<String> links = linker.host().wiring().links();
        return links == null || mode != null && !DEFAULT_NETWORK.contains(mode) ? List.of() : links;
    }

    /** The id of the container that a linker calls so. */
    static Optional<String> target(ContainerRecord linker, String alias) {
        return links(linker).stream().filter(link -> link.endsWith(":" + alias)).map(link -> link.substring(0, link.indexOf(':'))).findFirst();
    }

    /** A linker's links without one; null if there are no others, as dockerd shows it. */
    static List<String> without(ContainerRecord linker, String alias) {
        List<String> others = links(linker).stream().filter(link -> !link.endsWith(":" + alias)).toList();
        return others.isEmpty() ? null : others;
    }

    /** All such names, with the id of the container that is called so, in order. */
    static Map<String, Set<String>> byTarget(Collection<Container> containers) {
        Map<String, Set<String>> names = new TreeMap<>();
        for (Container container : containers) {
            ContainerRecord linker = container.record();
            for (String link : links(linker)) {
                int colon = link.indexOf(':');
                names.computeIfAbsent(link.substring(0, colon), id -> new TreeSet<>()).add(linker.name() + link.substring(colon).replace(':', '/'));
            }
        }
        return names;
    }
}
