package org.servin.image.internal.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Threads of one job: closing it ends all work and waits for it, so that nothing is done behind the caller's back. Used by one thread. */
public final class Workers<T> implements AutoCloseable {
    private final ExecutorService threads;
    private final CompletionService<T> results;

    /** So many at once, called so. */
    public Workers(int most, String name) {
        threads = Executors.newFixedThreadPool(most, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        results = new ExecutorCompletionService<>(threads);
    }

    /** Begins a part of the work. */
    public void start(Callable<T> part) {
        results.submit(part);
    }

    /** What the next part that is finished gave, or why it failed. CANCELLED when this thread is interrupted. */
    public T next() throws IOException {
        try {
            return results.take().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private static IOException failure(Throwable cause) {
        if (cause instanceof UncheckedIOException io) {
            return io.getCause();
        }
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof ServinException known) {
            throw known;
        }
        throw new ServinException(ErrorKind.INTERNAL, String.valueOf(cause.getMessage()), cause);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
