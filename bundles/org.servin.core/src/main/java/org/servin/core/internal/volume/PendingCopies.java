package org.servin.core.internal.volume;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.servin.store.Store;

/** Where new containers' volumes are still to be filled from their images: at the first start, not at later ones, however empty a volume is then. */
final class PendingCopies {
    private static final String COLLECTION = "volume-copies";
    /** No path contains it. */
    private static final String SEPARATOR = "\0";
    private final Store store;

    PendingCopies(Store store) {
        this.store = store;
    }

    void add(String containerId, Set<String> targets) {
        if (!targets.isEmpty()) {
            store.lazily(changes -> changes.put(COLLECTION, containerId, String.join(SEPARATOR, new TreeSet<>(targets)).getBytes(StandardCharsets.UTF_8)));
        }
    }

    Set<String> of(String containerId) {
        return store.get(COLLECTION, containerId).map(bytes -> Set.of(new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR))).orElse(Set.of());
    }

    void remove(String containerId) {
        store.lazily(changes -> changes.remove(COLLECTION, containerId));
    }
}
