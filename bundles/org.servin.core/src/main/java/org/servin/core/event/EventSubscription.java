package org.servin.core.event;

import java.time.Duration;
import java.util.Optional;

/** A client's view of events, past ones first, in order. Used by one thread; closed by any. */
public interface EventSubscription extends AutoCloseable {
    /** The next event; empty if there is none within the time, or the end is reached. CANCELLED if the client was too slow and events were lost. */
    Optional<Event> next(Duration wait) throws InterruptedException;

    /** Whether {@code until} is reached and all before it was given. */
    boolean finished();

    @Override
    void close();
}
