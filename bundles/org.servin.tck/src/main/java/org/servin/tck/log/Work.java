package org.servin.tck.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.opentest4j.AssertionFailedError;

/** Something that is done on a thread of its own, so that a check goes on when it hangs. */
final class Work<T> {
    private final Thread thread;
    private final CompletableFuture<T> result;

    private Work(Thread thread, CompletableFuture<T> result) {
        this.thread = thread;
        this.result = result;
    }

    static <T> Work<T> start(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) { // told to whoever asks for the result
                result.completeExceptionally(e);
            }
        }, "contract");
        thread.setDaemon(true);
        thread.start();
        return new Work<>(thread, result);
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Waits for it; what it threw is thrown. */
    T result(String what, long patienceNanos) {
        try {
            T value = result.get(patienceNanos, TimeUnit.NANOSECONDS);
            thread.join(TimeUnit.NANOSECONDS.toMillis(patienceNanos));
            return value;
        } catch (TimeoutException e) {
            AssertionFailedError hangs = new AssertionFailedError(what + " does not end");
            hangs.setStackTrace(thread.getStackTrace());
            thread.interrupt();
            throw hangs;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e.getCause() instanceof Error error ? error : new AssertionFailedError(what, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError(what + " was interrupted", e);
        }
    }
}
