package org.servin.core.internal.stream;

import java.time.Instant;
import java.util.Optional;
import org.servin.core.stream.LogDeliveryState.Trouble;

/** What became of a container's records at one driver, over all runs. Thread-safe. */
final class Tally {
    /** Numbers at one moment; they only grow. */
    record Count(long delivered, long dropped, long droppedBytes, long refused) {
        /** Whether some records are lost. */
        boolean hasLosses() {
            return dropped != 0 || droppedBytes != 0 || refused != 0;
        }
    }

    private Count count = new Count(0, 0, 0, 0);
    private volatile Trouble trouble;

    synchronized Count count() {
        return count;
    }

    /** What was kept on disk: an older count of the same. */
    synchronized void atLeast(Count kept) {
        count = new Count(Math.max(count.delivered, kept.delivered), Math.max(count.dropped, kept.dropped), Math.max(count.droppedBytes, kept.droppedBytes),
                Math.max(count.refused, kept.refused));
    }

    /** Records that were taken, and how many of them for nothing. */
    synchronized void taken(long records, long refused) {
        count = new Count(count.delivered + records - refused, count.dropped, count.droppedBytes, count.refused + refused);
    }

    /** Records that were not sent. */
    synchronized void dropped(long records, long bytes) {
        count = new Count(count.delivered, count.dropped + records, count.droppedBytes + bytes, count.refused);
    }

    /** Delivery fails. */
    void fails(String reason) {
        Trouble before = trouble;
        trouble = new Trouble(reason, before == null ? Instant.now() : before.since());
    }

    /** Delivery goes on. */
    void works() {
        if (trouble != null) {
            trouble = null;
        }
    }

    Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }
}
