package org.servin.runtime.internal.task;

import java.util.Optional;
import java.util.function.Consumer;
import org.servin.linux.ErrnoException;
import org.servin.runtime.internal.cgroup.ContainerCgroup;
import org.servin.runtime.internal.cgroup.OomSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has an action run each time that a container is out of memory. Thread-safe: nothing is told twice, whoever sees it first. */
final class OomWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OomWatch.class);
    private final ContainerCgroup cgroup;
    private final boolean fresh;
    private final Runnable action;
    private final Consumer<OomWatch> whenClosed;
    private Optional<OomSource> source = Optional.empty();
    private Runnable forget = () -> { };
    private boolean closed;

    /**
     * One that does not watch yet.
     *
     * @param fresh whether what is known to have happened before is to be told, too
     * @param action waits for nothing
     * @param whenClosed told of this
     */
    OomWatch(ContainerCgroup cgroup, boolean fresh, Runnable action, Consumer<OomWatch> whenClosed) {
        this.cgroup = cgroup;
        this.fresh = fresh;
        this.action = action;
        this.whenClosed = whenClosed;
    }

    /** Begins, unless it was closed before. A container that cannot be watched lives on, and its end tells. */
    synchronized void begin(DescriptorWatch watch) {
        if (closed) {
            return;
        }
        try {
            source = cgroup.oomSource();
            source.ifPresent(opened -> listen(watch, opened));
        } catch (ErrnoException e) {
            LOG.warn("that a container is out of memory will be told at its end only: {}", e.getMessage());
        }
    }

    private void listen(DescriptorWatch watch, OomSource opened) {
        forget = watch.on(opened.descriptor(), opened.mask(), this::look);
        if (fresh && opened.happenedBefore()) {
            action.run();
        }
    }

    /** Runs the action now if there is something that was not told yet; when it returns, everything until now was told. */
    synchronized void look() {
        if (!closed && source.isPresent() && source.get().take()) {
            action.run();
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            source.ifPresent(OomSource::close);
            forget.run();
            whenClosed.accept(this);
        }
    }
}
