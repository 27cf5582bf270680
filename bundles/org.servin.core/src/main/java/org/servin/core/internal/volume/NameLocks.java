package org.servin.core.internal.volume;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A lock for each name, there only while somebody wants it. */
final class NameLocks {
    private final Map<String, Slot> slots = new HashMap<>();

    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private int wanted;
    }

    <T> T with(String name, Supplier<T> action) {
        Slot slot;
        synchronized (slots) {
            slot = slots.computeIfAbsent(name, n -> new Slot());
            slot.wanted++;
        }
        slot.lock.lock();
        try {
            return action.get();
        } finally {
            slot.lock.unlock();
            synchronized (slots) {
                slot.wanted--;
                if (slot.wanted == 0) {
                    slots.remove(name);
                }
            }
        }
    }
}
