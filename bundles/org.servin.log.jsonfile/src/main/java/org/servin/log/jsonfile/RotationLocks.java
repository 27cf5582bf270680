package org.servin.log.jsonfile;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps readers from looking for their place among files that are just being renamed. A few locks for all logs: rotation is rare and short. */
final class RotationLocks {
    private final ReentrantLock[] locks = new ReentrantLock[16];

    RotationLocks() {
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** The lock of a log. */
    ReentrantLock of(Path log) {
        return locks[Math.floorMod(log.hashCode(), locks.length)];
    }
}
