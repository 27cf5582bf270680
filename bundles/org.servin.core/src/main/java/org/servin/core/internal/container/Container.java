package org.servin.core.internal.container;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
    private CompletableFuture<WaitResult> exited = new CompletableFuture<>();
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
        return status().isActive();
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

    /** Completes with the next end of a run, also of one that a policy begins anew. Each caller's own: one that cancels it leaves the others waiting. */
    synchronized CompletableFuture<WaitResult> exited() {
        return exited.copy();
    }

    /** The same if the container is in such a state, at the same moment. */
    synchronized Optional<CompletableFuture<WaitResult>> exitedIf(Predicate<Status> wanted) {
        return wanted.test(status()) ? Optional.of(exited()) : Optional.empty();
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

    /**
     * Changes the record to that of a run that is over. Who begins to wait after the change is seen waits for another end.
     *
     * @return answers those who waited for this one
     */
    synchronized Runnable end(UnaryOperator<ContainerRecord> change, Consumer<ContainerRecord> write) {
        ContainerRecord over = change(change, write);
        CompletableFuture<WaitResult> waiting = exited;
        exited = new CompletableFuture<>();
        return () -> waiting.complete(new WaitResult(over.state().exitCode(), Optional.of(over.state().error()).filter(e -> !e.isEmpty())));
    }

    /** Answers those who wait for the removal, and those whose end will never come. */
    void tellRemoved(WaitResult result) {
        CompletableFuture<WaitResult> waiting;
        synchronized (this) {
            waiting = exited;
        }
        removed.complete(result);
        waiting.complete(result);
    }
}
