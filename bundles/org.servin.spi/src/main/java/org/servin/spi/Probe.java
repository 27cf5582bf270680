package org.servin.spi;

import java.util.Objects;

/**
 * A driver's answer to "can this host use you?".
 *
 * @param status the verdict
 * @param reason why, for people; empty when usable
 */
public record Probe(Status status, String reason) {
    /** The verdicts: {@code SKIP} is "not for this host", {@code BROKEN} is "should work here and does not". */
    public enum Status { USABLE, SKIP, BROKEN }

    /** Checks that nothing is null. */
    public Probe {
        Objects.requireNonNull(status, "status is null");
        Objects.requireNonNull(reason, "reason is null");
    }

    /** The driver works here. */
    public static Probe usable() {
        return new Probe(Status.USABLE, "");
    }

    /** The driver is not for this host. */
    public static Probe skip(String reason) {
        return new Probe(Status.SKIP, reason);
    }

    /** The driver should work here and does not. */
    public static Probe broken(String reason) {
        return new Probe(Status.BROKEN, reason);
    }

    /** Whether the driver can be given work. */
    public boolean isUsable() {
        return status == Status.USABLE;
    }
}
