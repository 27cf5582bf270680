package org.servin.core.internal.container;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.servin.core.container.Health;
import org.servin.core.container.Status;
import org.servin.core.container.WaitResult;

/**
 * A container while the engine runs: its record, the run it has, and who waits for it.
 *
 * <p>{@link #lock} is held by whoever changes its state, for the whole of a start or a removal. Reading needs no lock. Nobody takes two containers'
 * locks.
 */
final class Container {
    final ReentrantLock lock = new ReentrantLock();
    private final Set<String> execs = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<WaitResult> removed = new CompletableFuture<>();
    private volatile CompletableFuture<WaitResult> stopped = new CompletableFuture<>();
    private volatile CompletableFuture<WaitResult> exited = new CompletableFuture<>();
    private volatile ContainerRecord record;
    private boolean sealed;
    private volatile Run run;
    private final AtomicBoolean removal = new AtomicBoolean();
    /** Where restarts by policy stand; guarded by {@link #lock}. */
    final RestartBackoff backoff = new RestartBackoff();
    /** Ends a restart that waits for its time; guarded by {@link #lock}, null if none waits. */
    EngineTime.Timer pendingRestart;

    Container(ContainerRecord record) {
        this.record = record;
    }

    String id() {
        return record.id();
    }

    ContainerRecord record() {
        return record;
    }

    /**
     * Changes the record and has the new one written; changes are written in the order in which they are made. Nothing is written once the container
     * is sealed. Takes no other lock, so that networks may call it from under theirs.
     */
    synchronized ContainerRecord change(UnaryOperator<ContainerRecord> change, Consumer<ContainerRecord> write) {
        ContainerRecord next = change.apply(record);
        if (!sealed) {
            write.accept(next);
        }
        record = next;
        return next;
    }

    /** The record is deleted, and stays so. */
    synchronized void seal(Runnable delete) {
        delete.run();
        sealed = true;
    }

    Status status() {
        return record.state().status();
    }

    /** Whether dockerd calls it running: also between two runs. */
    boolean isActive() {
        Status status = status();
        return status.isAlive() || status == Status.RESTARTING;
    }

    Optional<Run> run() {
        return Optional.ofNullable(run);
    }

    /** The present run; CONFLICT if there is none. */
    Run running() {
        Run present = run;
        if (present == null || !status().isAlive()) {
            throw Wording.notRunning(id());
        }
        return present;
    }

    void run(Run other) {
        run = other;
    }

    Optional<Health> health() {
        return Optional.ofNullable(record.state().health());
    }

    /** Kept with the next change that is written. */
    void health(Health other) {
        change(r -> r.with(r.state().with(other)), r -> { });
    }

    Set<String> execs() {
        return execs;
    }

    /** Completes with the next stop that no policy turns into a restart. Each caller's own: one that cancels it leaves the others waiting. */
    CompletableFuture<WaitResult> stopped() {
        return stopped.copy();
    }

    /** Completes with the next end of a run, also of one that a policy begins anew. */
    CompletableFuture<WaitResult> exited() {
        return exited.copy();
    }

    /** Takes the right to remove it, which one caller at a time has: also before the end of the run, so that a wish to be removed at that end steps back. */
    boolean claimRemoval() {
        return removal.compareAndSet(false, true);
    }

    /** It was not removed after all. */
    void releaseRemoval() {
        removal.set(false);
    }

    CompletableFuture<WaitResult> removed() {
        return removed.copy();
    }

    /** Answers those who wait for the end of a run. */
    void tellExited(WaitResult result) {
        CompletableFuture<WaitResult> waiting = exited;
        exited = new CompletableFuture<>();
        waiting.complete(result);
    }

    /** Answers those who wait for the stop, and so for an end. */
    void tellStopped(WaitResult result) {
        tellExited(result);
        CompletableFuture<WaitResult> waiting = stopped;
        stopped = new CompletableFuture<>();
        waiting.complete(result);
    }

    /** Answers those who wait for the removal, and those whose stop will never come. */
    void tellRemoved(WaitResult result) {
        removed.complete(result);
        stopped.complete(result);
        exited.complete(result);
    }
}
