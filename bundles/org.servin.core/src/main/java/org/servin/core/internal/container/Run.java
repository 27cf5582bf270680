package org.servin.core.internal.container;

import java.util.concurrent.CompletableFuture;
import org.servin.core.internal.task.HeldTask;

/** One run of a container, from its launch to the moment when its end is dealt with. */
final class Run {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final HeldTask task;
    /** Whether clients were told that it was out of memory. */
    volatile boolean oomTold;
    /** Whether the end was asked for: restart policies do not apply. */
    volatile boolean stopping;
    /** Whether it is started again right after: it is not removed, and nobody is told of its stop. */
    volatile boolean again;

    Run(HeldTask task) {
        this.task = task;
    }

    HeldTask task() {
        return task;
    }

    /** Completes when the end is recorded and what the run held is free. */
    CompletableFuture<Void> over() {
        return over;
    }
}
