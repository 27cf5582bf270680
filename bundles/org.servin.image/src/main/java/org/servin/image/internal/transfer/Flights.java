package org.servin.image.internal.transfer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.servin.image.internal.layer.Holds;
import org.servin.image.internal.state.LayerRecord;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Lets several pulls and loads that need the same layer at the same time share the work. Thread-safe. */
public final class Flights {
    private final ConcurrentHashMap<String, CompletableFuture<LayerRecord>> flights = new ConcurrentHashMap<>();

    /** Does the work, or waits for another who does it; if the other fails, does it after all. What another has done is held too. */
    public LayerRecord once(String chainId, Holds.Hold hold, Supplier<LayerRecord> work) {
        while (true) {
            CompletableFuture<LayerRecord> mine = new CompletableFuture<>();
            CompletableFuture<LayerRecord> other = flights.putIfAbsent(chainId, mine);
            if (other == null) {
                return fly(chainId, mine, work);
            }
            try {
                LayerRecord layer = other.get();
                if (hold.share(layer)) {
                    return layer;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
            } catch (ExecutionException e) {
                // The other's failure may be its own, such as a client that left: try ourselves.
                continue;
            }
        }
    }

    private LayerRecord fly(String chainId, CompletableFuture<LayerRecord> mine, Supplier<LayerRecord> work) {
        try {
            LayerRecord layer = work.get();
            mine.complete(layer);
            return layer;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            flights.remove(chainId, mine);
        }
    }
}
