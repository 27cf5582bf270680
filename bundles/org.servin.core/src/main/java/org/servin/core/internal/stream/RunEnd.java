package org.servin.core.internal.stream;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Waits for the last output of a run to be logged, but not for logs that are away: what is left for those goes aside. */
final class RunEnd {
    /** How long a log may be away before it is not waited for. */
    static final long AWAY_MILLIS = 2000;

    private static final long HANGS_MILLIS = 10_000;
    private static final long DOWN_MILLIS = 50;

    private final Poller poller;
    private final RunLog log;
    private final CompletableFuture<Void> drained;

    private RunEnd(Poller poller, RunLog log, CompletableFuture<Void> drained) {
        this.poller = poller;
        this.log = log;
        this.drained = drained;
    }

    /**
     * The run has said its last word.
     *
     * @param drained to be completed when the output is logged or put aside, or when a log takes too long
     */
    static void of(Poller poller, RunLog log, CompletableFuture<Void> drained) {
        log.finished().whenComplete((nothing, failure) -> {
            if (failure == null) {
                drained.complete(null);
            } else {
                drained.completeExceptionally(failure);
            }
        });
        log.end();
        if (!drained.isDone()) {
            log.aside().putWhatIsDown();
            poller.schedule(DOWN_MILLIS, log.aside()::putWhatIsDown); // if it was tried only now
            log.aside().putWhatIsAway(Duration.ofMillis(AWAY_MILLIS));
            new RunEnd(poller, log, drained).look();
            Runnable hangs = poller.schedule(HANGS_MILLIS, () -> drained.complete(null));
            drained.whenComplete((nothing, failure) -> hangs.run());
        }
    }

    private void look() {
        Runnable next = poller.schedule(AWAY_MILLIS, () -> {
            if (!log.finished().isDone()) {
                log.aside().putWhatIsAway(Duration.ZERO);
                look();
            }
        });
        log.finished().whenComplete((nothing, failure) -> next.run());
    }
}
