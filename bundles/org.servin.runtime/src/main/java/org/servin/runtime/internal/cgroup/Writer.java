package org.servin.runtime.internal.cgroup;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.servin.linux.ErrnoException;
import org.servin.linux.cgroup.CgroupFolder;

/** Writes limits. For a group that exists, it remembers what was there, to put it back. */
final class Writer {
    private final boolean fresh;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    private Writer(boolean fresh) {
        this.fresh = fresh;
    }

    /** For a group that was just made: nothing is remembered. */
    static Writer fresh() {
        return new Writer(true);
    }

    /** For a group in use. */
    static Writer undoable() {
        return new Writer(false);
    }

    /** Whether the group was just made, so that nothing limits it yet. */
    boolean isFresh() {
        return fresh;
    }

    /** Writes a file whose content can be written back as it is read. */
    void write(CgroupFolder group, String file, String value) {
        Optional<String> before = fresh ? Optional.empty() : group.readIfPresent(file);
        group.write(file, value);
        before.ifPresent(old -> undo.push(() -> group.write(file, old)));
    }

    /** The same for a number. */
    void write(CgroupFolder group, String file, long value) {
        write(group, file, Long.toString(value));
    }

    /** Writes rules one by one into a file that cannot be written back. */
    void writeEach(CgroupFolder group, String file, List<String> rules) {
        group.write(file, rules);
    }

    /** Puts back what was there, latest first. What cannot be put back is noted on the failure that is under way. */
    void undo(RuntimeException failure) {
        for (Runnable step : undo) {
            try {
                step.run();
            } catch (ErrnoException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
