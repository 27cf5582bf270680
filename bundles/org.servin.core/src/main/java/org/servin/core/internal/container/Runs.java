package org.servin.core.internal.container;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.servin.core.container.NetworkView;
import org.servin.core.container.Status;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches runs, and deals with their ends: what the run held is freed, the end is recorded, whoever waits is answered, and the restart policy
 * or the wish to be removed is followed.
 */
final class Runs {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    /** How long an end waits for the last output to be delivered before it is told. */
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private final Seams seams;
    private final HealthChecks health;
    private AfterEnd afterEnd;

    /** What happens once a run is over; the container's lock is held. */
    interface AfterEnd {
        /** The container is to be started again by its policy. */
        void restart(Container container, Duration ran);

        /** The container is to be removed by its own wish. */
        void remove(Container container);
    }

    Runs(Seams seams, HealthChecks health) {
        this.seams = seams;
        this.health = health;
    }

    /** Set once, before any run is watched. */
    void afterEnd(AfterEnd other) {
        afterEnd = other;
    }

    /** Ends the health checks that an engine before this one began in a run. */
    void endLeft(Container container, Run run) {
        health.endLeft(container, run);
    }

    /** Watches a run that has begun, or was found after the engine's restart. */
    void watch(Container container, Run run) {
        health.begin(container, run);
        run.task().onOom(() -> tellOom(container, run));
        run.task().exit().whenComplete((exit, failure) -> seams.time().soon(() -> ended(container, run, exit, failure)));
    }

    /** Dockerd changes the state at the end only. */
    private void tellOom(Container container, Run run) {
        run.oomTold = true;
        seams.table().events().publish(container.record(), "oom");
    }

    /** Its start failed, and it asked to be removed when it does not run. */
    void removeSoon(Container container) {
        afterEnd.remove(container);
    }

    private void ended(Container container, Run run, Exit exit, Throwable failure) {
        if (failure != null) {
            LOG.error("the end of container {} could not be learned", container.id(), failure);
        }
        Exit end = exit != null ? exit : new Exit(255, false, seams.time().epochNanos());
        health.end(container); // first: it would look at a process that is gone
        CompletableFuture<Void> drained = seams.output().drained(container.id()).toCompletableFuture();
        await(drained, container);
        container.lock.lock();
        try {
            if (container.run().orElse(null) == run) {
                end(container, run, end, drained);
            }
        } finally {
            container.lock.unlock();
            run.over().complete(null);
        }
    }

    private static void await(CompletableFuture<Void> drained, Container container) {
        try {
            drained.get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.TimeoutException slow) {
            LOG.warn("the last output of container {} is not delivered yet", container.id());
        } catch (java.util.concurrent.ExecutionException failure) {
            LOG.warn("the last output of container {} could not be delivered", container.id(), failure);
        }
    }

    private void end(Container container, Run run, Exit end, CompletableFuture<Void> drained) {
        ContainerRecord record = container.record();
        Duration ran = Duration.ofNanos(Math.max(0, end.epochNanos() - record.state().startedAt()));
        boolean restart = !run.stopping && !run.again
                && RestartBackoff.wanted(record.restartPolicy(), end.code(), record.restarts().count(), record.restarts().manuallyStopped());
        Status next = restart ? Status.RESTARTING : Status.EXITED;
        container.run(null);
        Runnable answer = seams.table().noteEnd(container, r -> r.withNetwork(r.endpoints(), left(r.network())).with(r.restarts().counting(restart))
                .with(r.state().ended(next, end.code(), end.oomKilled(), end.epochNanos())));
        if (end.oomKilled() && !run.oomTold) { // before anybody was there to see it, or in a way that the kernel does not tell at once
            tellOom(container, run);
        }
        seams.table().events().publish(record, "die", Map.of("exitCode", Integer.toString(end.code())));
        free(record); // told of after the end, as in dockerd
        seams.table().ended(record.id(), false);
        answer.run();
        destroy(run, drained);
        if (restart) {
            afterEnd.restart(container, ran);
        } else if (record.host().general().autoRemove() && !run.again) {
            afterEnd.remove(container);
        }
    }

    /** Dockerd keeps telling which sandbox the last run had. */
    private static Optional<NetworkView> left(NetworkView ofRun) {
        return Optional.ofNullable(ofRun).map(n -> new NetworkView(n.sandboxId(), n.sandboxKey(), Map.of(), Map.of()));
    }

    private void free(ContainerRecord record) {
        if (record.networkOf().isEmpty()) {
            guarded(record, () -> seams.actions().network("release", () -> seams.networking().release(record.id())));
        }
        guarded(record, () -> seams.mounts().release(record.id(), record.mounts()));
    }

    /** What is left of the task goes at once, unless its output is still being read. */
    private void destroy(Run run, CompletableFuture<Void> drained) {
        if (drained.isDone()) {
            run.task().destroy();
        } else {
            drained.whenComplete((ok, failure) -> seams.time().soon(run.task()::destroy));
        }
    }

    private static void guarded(ContainerRecord record, Runnable step) {
        try {
            step.run();
        } catch (ServinException failure) { // the end is recorded in any case
            LOG.warn("not everything of container {} could be freed", record.id(), failure);
        }
    }
}
