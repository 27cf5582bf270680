package org.servin.core.internal.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A container's deliveries to one of its logs, one after the other: what an earlier run left comes before what this one says. Thread-safe. */
final class DeliveryLine {
    private final Tally tally = new Tally();
    private final Deque<LogDelivery> deliveries = new ArrayDeque<>();
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    /** What became of the records. */
    Tally tally() {
        return tally;
    }

    /** Adds a delivery, which comes after all that are there. What it has to wait for is the answer. */
    synchronized CompletableFuture<Void> add(LogDelivery delivery) {
        CompletableFuture<Void> before = last;
        deliveries.add(delivery);
        last = delivery.finished();
        delivery.finished().whenComplete((nothing, failure) -> over(delivery));
        return before;
    }

    private synchronized void over(LogDelivery delivery) {
        deliveries.remove(delivery);
    }

    /** Those that are not over. */
    synchronized List<LogDelivery> present() {
        return List.copyOf(deliveries);
    }

    /** How many bytes of all wait. */
    long waiting() {
        return present().stream().mapToLong(LogDelivery::waiting).sum();
    }

    /** How many bytes of others wait. */
    synchronized long waitingBeside(LogDelivery delivery) {
        if (deliveries.size() < 2) {
            return 0;
        }
        return deliveries.stream().filter(other -> other != delivery).mapToLong(LogDelivery::waiting).sum();
    }
}
