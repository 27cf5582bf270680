package org.servin.spi.auth;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A decision.
 *
 * @param time when
 * @param caller from where
 * @param principal who; empty if the caller could not prove it
 * @param method the HTTP method
 * @param uri path and query; the values of parameters that are secrets are not in it
 * @param action what; empty if the caller was refused before that was looked at
 * @param target what it is about
 * @param result what came of it
 * @param driver which authorization driver decided, or which authentication driver knew the caller
 * @param rule what decided; may be empty
 * @param reason for people; may be empty
 */
public record AuditRecord(Instant time, Caller caller, Optional<Principal> principal, String method, String uri, String action, Target target, Result result,
        String driver, String rule, String reason) {
    /** What comes of a request. */
    public enum Result {
        /** It went on to the engine. */
        ALLOWED,
        /** A known caller must not do it: 403. */
        DENIED,
        /** The caller has not proven who it is: 401. */
        UNAUTHENTICATED,
        /** It was only asked what would be decided, and it would be allowed. */
        WOULD_ALLOW,
        /** It was only asked what would be decided, or the driver only watches, and it would be denied. */
        WOULD_DENY,
        /** A driver could not decide: 503. */
        FAILED
    }

    /** Checks that nothing is null. */
    public AuditRecord {
        Objects.requireNonNull(time, "time is null");
        Objects.requireNonNull(caller, "caller is null");
        Objects.requireNonNull(principal, "principal is null");
        Objects.requireNonNull(method, "method is null");
        Objects.requireNonNull(uri, "uri is null");
        Objects.requireNonNull(action, "action is null");
        Objects.requireNonNull(target, "target is null");
        Objects.requireNonNull(result, "result is null");
        Objects.requireNonNull(driver, "driver is null");
        Objects.requireNonNull(rule, "rule is null");
        Objects.requireNonNull(reason, "reason is null");
    }
}
