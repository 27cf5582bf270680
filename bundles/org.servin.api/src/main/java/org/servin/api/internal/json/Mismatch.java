package org.servin.api.internal.json;

/** A document has a part that does not fit its type; the message is Go's. */
public final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
        super(message);
    }
}
