package org.servin.image.internal.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.servin.image.StorageProvider;
import org.servin.spi.Lease;
import org.servin.spi.storage.StorageDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is left to do of removed layers: their files, which nobody can reach any more, take long to go and keep nobody waiting. The storage driver is on loan until
 * that is done. Thread-safe.
 */
final class Emptying {
    private static final Logger LOG = LoggerFactory.getLogger(Emptying.class);
    /** Where freed blocks are discarded at once, each file removed is a wait for the disk. */
    private static final int AT_ONCE = 4;
    private static final int IDLE_SECONDS = 1;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(AT_ONCE, AT_ONCE, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
        Thread thread = new Thread(task, "layer removal");
        thread.setDaemon(true);
        return thread;
    });

    Emptying() {
        threads.allowCoreThreadTimeOut(true);
        threads.setRejectedExecutionHandler((task, full) -> task.run()); // it was closed a moment ago
    }

    /** Borrows the driver for a removal, which says what is left to do. */
    void with(StorageProvider storage, BiConsumer<StorageDriver, List<Runnable>> removal) {
        Lease<StorageDriver> lease = storage.storage();
        List<Runnable> rest = new ArrayList<>();
        try {
            removal.accept(lease.driver(), rest);
        } finally {
            CompletableFuture.allOf(rest.stream().map(one -> CompletableFuture.runAsync(one, threads)).toArray(CompletableFuture[]::new)).whenComplete((done, failure) -> {
                lease.close();
                if (failure != null) {
                    LOG.warn("files of removed layers could not be removed, the next start tries again", failure);
                }
            });
        }
    }

    /** Takes no more; what was begun goes on. */
    void close() {
        threads.shutdown();
    }
}
