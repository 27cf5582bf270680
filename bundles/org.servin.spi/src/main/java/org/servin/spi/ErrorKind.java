package org.servin.spi;

/** Classes of failure. What HTTP status each becomes is decided in one place, by the API. */
public enum ErrorKind {
    INVALID_ARGUMENT,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    ALREADY_EXISTS,
    IN_USE,
    NOT_MODIFIED,
    UNSUPPORTED,
    UNAVAILABLE,
    TIMEOUT,
    CANCELLED,
    DATA_LOSS,
    INTERNAL
}
