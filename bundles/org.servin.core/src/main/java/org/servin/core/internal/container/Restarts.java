package org.servin.core.internal.container;

import java.time.Duration;
import org.servin.core.container.Status;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts containers again as their policies ask, with growing pauses. */
final class Restarts implements Runs.AfterEnd {
    private static final Logger LOG = LoggerFactory.getLogger(Restarts.class);
    private final Seams seams;
    private final Starting starting;
    private final Removal removal;

    Restarts(Seams seams, Starting starting, Removal removal) {
        this.seams = seams;
        this.starting = starting;
        this.removal = removal;
    }

    @Override
    public void restart(Container container, Duration ran) {
        container.pendingRestart = seams.time().after(container.backoff.next(ran), () -> again(container));
    }

    @Override
    public void remove(Container container) {
        seams.time().soon(() -> removal.removeAutomatically(container));
    }

    private void again(Container container) {
        container.lock.lock();
        try {
            container.pendingRestart = null;
            if (container.status() != Status.RESTARTING) {
                return; // stopped or removed meanwhile
            }
            starting.start(container);
        } catch (ServinException failure) {
            giveUp(container, failure);
        } finally {
            container.lock.unlock();
        }
    }

    private void giveUp(Container container, ServinException failure) {
        if (failure.kind() == ErrorKind.UNAVAILABLE) { // a driver is being replaced: the policy stands
            seams.table().note(container, r -> r.with(r.state().with(Status.RESTARTING)));
            restart(container, Duration.ZERO);
            return;
        }
        LOG.warn("container {} could not be started again: {}", container.id(), failure.getMessage());
        container.end(r -> r, r -> { }).run();
    }
}
