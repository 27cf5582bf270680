package org.servin.image.internal.registry;

import java.io.IOException;

/** A registry wants credentials that were not given, or refuses those that were. */
public final class UnauthenticatedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnauthenticatedException(String message) {
        super(message);
    }
}
