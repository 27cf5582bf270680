package org.servin.core.internal;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.servin.store.Store;

/** A store in memory: lives as long as the test, and so outlives the services over it. */
public final class MemoryStore implements Store {
    private final Map<String, TreeMap<String, byte[]>> collections = new TreeMap<>();

    @Override
    public synchronized Optional<byte[]> get(String collection, String key) {
        return Optional.ofNullable(collections.getOrDefault(collection, new TreeMap<>()).get(key));
    }

    @Override
    public synchronized Map<String, byte[]> all(String collection) {
        return new TreeMap<>(collections.getOrDefault(collection, new TreeMap<>()));
    }

    @Override
    public synchronized void durably(Consumer<Changes> changes) {
        changes.accept(new Changes() {
            @Override
            public void put(String collection, String key, byte[] document) {
                collections.computeIfAbsent(collection, c -> new TreeMap<>()).put(key, document);
            }

            @Override
            public void remove(String collection, String key) {
                collections.computeIfAbsent(collection, c -> new TreeMap<>()).remove(key);
            }
        });
    }

    @Override
    public void lazily(Consumer<Changes> changes) {
        durably(changes);
    }
}
