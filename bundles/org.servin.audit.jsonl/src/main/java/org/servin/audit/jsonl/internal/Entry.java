package org.servin.audit.jsonl.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A line on its way.
 *
 * @param line with its end
 * @param written done when it is in the file, or cannot be
 * @param taken whether it is being written, or its request has given up waiting: whoever sets it decides
 */
record Entry(byte[] line, CompletableFuture<Void> written, AtomicBoolean taken) {
    Entry(byte[] line) {
        this(line, new CompletableFuture<>(), new AtomicBoolean());
    }

    /** Whether the caller is the first. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }
}
