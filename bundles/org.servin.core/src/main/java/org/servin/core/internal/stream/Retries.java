package org.servin.core.internal.stream;

import java.util.function.LongConsumer;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a delivery does while its driver is away or fails: says so once, and tries again after a pause that grows. One thread at a time; any may ask how it stands.
 */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final long FIRST_PAUSE = 20;
    private static final long LONGEST_PAUSE = 10_000;

    private final Backlog backlog;
    private final LongConsumer tryLater;
    private volatile boolean away;
    private volatile boolean driverGone;
    private long pause = FIRST_PAUSE;

    /**
     * All is well.
     *
     * @param tryLater lets the delivery try again after that many milliseconds
     */
    Retries(Backlog backlog, LongConsumer tryLater) {
        this.backlog = backlog;
        this.tryLater = tryLater;
    }

    /** Whether the driver is not there, or failed when it was last tried. */
    boolean isAway() {
        return away;
    }

    /** Whether the driver is not there. */
    boolean isDriverGone() {
        return driverGone;
    }

    /** The next pause is a short one. */
    void beginAnew() {
        pause = FIRST_PAUSE;
    }

    /** Tries again later. */
    void later() {
        tryLater.accept(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
    }

    /** A batch came through. */
    void works() {
        backlog.tally().works();
        away = false;
        pause = FIRST_PAUSE;
    }

    /** There is no driver. */
    void driverAway() {
        driverGone = true;
        backlog.tally().fails("log driver \"" + backlog.part().driver() + "\" is not available");
        if (!away) {
            away = true;
            LOG.info("log driver {} of {} is away: output is kept in the spool", backlog.part().driver(), backlog.spools());
        }
    }

    /** The driver failed. */
    void failed(RuntimeException e) {
        driverGone = false;
        backlog.tally().fails(e.getMessage() == null ? e.toString() : e.getMessage());
        if (!away) {
            away = true;
            LOG.warn("delivery to the {} log of {} failed and is tried again, output is kept in the spool: {}", backlog.part().driver(), backlog.spools(), e.getMessage(),
                    e instanceof ServinException ? null : e);
        }
    }
}
