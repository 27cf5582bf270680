package org.servin.core.internal.volume;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.servin.store.Store;

/** A store in memory that outlives the services over it. */
final class HeldStore implements Store {
    private final Map<String, TreeMap<String, byte[]>> collections = new HashMap<>();

    @Override
    public Optional<byte[]> get(String collection, String key) {
        return Optional.ofNullable(all(collection).get(key));
    }

    @Override
    public Map<String, byte[]> all(String collection) {
        return collections.computeIfAbsent(collection, c -> new TreeMap<>());
    }

    @Override
    public void durably(Consumer<Changes> changes) {
        changes.accept(new Changes() {
            @Override
            public void put(String collection, String key, byte[] document) {
                all(collection).put(key, document);
            }

            @Override
            public void remove(String collection, String key) {
                all(collection).remove(key);
            }
        });
    }

    @Override
    public void lazily(Consumer<Changes> changes) {
        durably(changes);
    }
}
