package org.servin.core.internal.container;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps back, last first, unless everything went well. Used by one thread in a try statement. */
final class Undo implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Undo.class);
    private final Deque<Runnable> steps = new ArrayDeque<>();

    /** Adds the reverse of a step that was just made. */
    void push(Runnable step) {
        steps.push(step);
    }

    /** Everything went well. */
    void forget() {
        steps.clear();
    }

    @Override
    public void close() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException failure) { // the others must be taken back as well
                LOG.warn("a step could not be undone", failure);
            }
        }
    }
}
