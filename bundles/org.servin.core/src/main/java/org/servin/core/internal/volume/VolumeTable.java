package org.servin.core.internal.volume;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.servin.spi.ServinException;
import org.servin.store.Store;

/** The volumes there are and which containers refer to them, in memory and in the store. Thread-safe; no driver is called under its lock. */
final class VolumeTable {
    private static final String COLLECTION = "volumes";
    private final Store store;
    private final Map<String, VolumeRecord> records = new TreeMap<>();
    private final Map<String, Set<String>> users = new LinkedHashMap<>();

    VolumeTable(Store store) {
        this.store = store;
        store.all(COLLECTION).forEach((key, document) -> records.put(key, VolumeRecord.of(key, document)));
    }

    synchronized Optional<VolumeRecord> find(String name) {
        return Optional.ofNullable(records.get(name));
    }

    synchronized List<VolumeRecord> all() {
        return new ArrayList<>(records.values());
    }

    /** Keeps a volume, unless there is one of that name; gives the one that is kept then. */
    VolumeRecord add(VolumeRecord made) {
        synchronized (this) {
            VolumeRecord there = records.putIfAbsent(made.name(), made);
            if (there != null) {
                return there;
            }
        }
        try {
            store.durably(changes -> changes.put(COLLECTION, made.name(), made.toDocument()));
            return made;
        } catch (ServinException e) {
            synchronized (this) {
                records.remove(made.name(), made);
            }
            throw e;
        }
    }

    /** Forgets a volume. */
    void remove(String name) {
        store.durably(changes -> changes.remove(COLLECTION, name));
        synchronized (this) {
            records.remove(name);
            users.remove(name);
        }
    }

    /** The container refers to the volume. */
    synchronized void refer(String name, String containerId) {
        users.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(containerId);
    }

    /** It does no longer. */
    synchronized void unrefer(String name, String containerId) {
        users.computeIfPresent(name, (n, ids) -> ids.remove(containerId) && ids.isEmpty() ? null : ids);
    }

    /** Who refers to it. */
    synchronized Set<String> users(String name) {
        return new LinkedHashSet<>(users.getOrDefault(name, Set.of()));
    }
}
