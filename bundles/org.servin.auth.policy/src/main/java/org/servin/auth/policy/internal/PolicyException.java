package org.servin.auth.policy.internal;

/** A policy cannot be used; the message names the file, the place in it and what is there. */
final class PolicyException extends Exception {
    private static final long serialVersionUID = 1L;

    PolicyException(String message) {
        super(message);
    }

    PolicyException(String message, Throwable cause) {
        super(message, cause);
    }
}
