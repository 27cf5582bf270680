package org.servin.spi.auth;

import java.util.Objects;

/**
 * What an authorization driver says to a request.
 *
 * @param allowed whether it may be
 * @param rule what decided, as an administrator finds it again, for example a rule's name
 * @param reason for people: what is not allowed, never a secret; empty when allowed, but for a driver that only watches: then what it would have denied
 */
public record Verdict(boolean allowed, String rule, String reason) {
    /** Checks that nothing is null. */
    public Verdict {
        Objects.requireNonNull(rule, "rule is null");
        Objects.requireNonNull(reason, "reason is null");
    }

    /** It may be. */
    public static Verdict allow(String rule) {
        return new Verdict(true, rule, "");
    }

    /** It may be, since the driver only watches; it would have been denied otherwise. */
    public static Verdict watched(String rule, String reason) {
        return new Verdict(true, rule, reason);
    }

    /** It must not be. */
    public static Verdict deny(String rule, String reason) {
        return new Verdict(false, rule, reason);
    }
}
