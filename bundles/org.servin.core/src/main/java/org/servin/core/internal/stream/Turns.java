package org.servin.core.internal.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that is done again whenever it is asked for, by one of several threads, but never by two at a time; and calls in between. Thread-safe. */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final Executor threads;
    private final Runnable work;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final List<Runnable> calls = new ArrayList<>();
    private boolean running;

    /**
     * Nothing is done until asked.
     *
     * @param work must not throw
     */
    Turns(Executor threads, Runnable work) {
        this.threads = threads;
        this.work = work;
    }

    /** There may be something to do. Never waits. */
    void ask() {
        if (asked.compareAndSet(false, true)) {
            submit();
        }
    }

    private void submit() {
        try {
            threads.execute(this::turn);
        } catch (RejectedExecutionException engineStops) {
            LOG.debug("what is left waits for the engine's next start", engineStops);
        }
    }

    private void turn() {
        synchronized (this) {
            if (running) {
                return; // the running turn looks at "asked" when it ends
            }
            running = true;
        }
        asked.set(false);
        work.run();
        runCalls();
        boolean again;
        synchronized (this) {
            running = false;
            again = asked.get();
        }
        if (again) {
            submit(); // behind the others that wait: no container keeps a thread for itself
        }
    }

    /** Calls after the work was done once more, while nothing is done. */
    <T> CompletableFuture<T> between(Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (calls) {
            calls.add(() -> {
                try {
                    result.complete(call.get());
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
        }
        ask();
        return result;
    }

    private void runCalls() {
        List<Runnable> now;
        synchronized (calls) {
            now = List.copyOf(calls);
            calls.clear();
        }
        now.forEach(Runnable::run);
    }
}
