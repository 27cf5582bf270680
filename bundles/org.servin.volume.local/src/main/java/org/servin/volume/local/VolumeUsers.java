package org.servin.volume.local;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Who uses which volume. Each volume has a lock of its own: one whose server does not answer holds up nobody who wants another. Thread-safe. */
final class VolumeUsers {
    private final Map<String, Entry> entries = new HashMap<>();

    private static final class Entry {
        private final ReentrantLock lock = new ReentrantLock();
        private final Set<String> users = new HashSet<>();
        private int wanted;
    }

    /** Calls with the users of a volume, which the call may change, and which nobody else sees meanwhile. */
    <T> T with(String name, Function<Set<String>, T> call) {
        Entry entry = enter(name);
        entry.lock.lock();
        try {
            return call.apply(entry.users);
        } finally {
            leave(name, entry);
        }
    }

    private Entry enter(String name) {
        synchronized (entries) {
            Entry entry = entries.computeIfAbsent(name, n -> new Entry());
            entry.wanted++;
            return entry;
        }
    }

    private void leave(String name, Entry entry) {
        synchronized (entries) {
            entry.wanted--;
            if (entry.wanted == 0 && entry.users.isEmpty()) {
                entries.remove(name);
            }
        }
        entry.lock.unlock();
    }
}
