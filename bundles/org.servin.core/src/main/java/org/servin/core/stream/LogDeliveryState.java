package org.servin.core.stream;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How the delivery of a container's output to one log driver stands. The numbers are over all of the container's runs.
 *
 * @param driver the log driver's name
 * @param delivered records that the driver took
 * @param dropped records that were not sent, because too much waited for a log that does not hold up its container
 * @param droppedBytes the bytes of those
 * @param refused records that the driver's destination will never accept
 * @param waitingBytes bytes of output that the driver does not have yet
 * @param trouble why delivery does not go on; empty if it does
 */
public record LogDeliveryState(String driver, long delivered, long dropped, long droppedBytes, long refused, long waitingBytes, Optional<Trouble> trouble) {
    /** Checks that nothing is null. */
    public LogDeliveryState {
        Objects.requireNonNull(driver, "driver is null");
        Objects.requireNonNull(trouble, "trouble is null");
    }

    /**
     * A failure that is not over.
     *
     * @param reason for people
     * @param since when it began
     */
    public record Trouble(String reason, Instant since) { }
}
