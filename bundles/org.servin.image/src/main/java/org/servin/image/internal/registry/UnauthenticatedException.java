package org.servin.image.internal.registry;

import java.io.IOException;
import org.servin.image.internal.registry.RegistryHttp.Message;

/** A registry wants credentials that were not given, or that could not be got from where it sends clients for them. */
public final class UnauthenticatedException extends IOException {
    private static final long serialVersionUID = 1L;

    private UnauthenticatedException(String message, IOException cause) {
        super(message, cause);
    }

    /** Why there is nothing to ask with. */
    static UnauthenticatedException of(Message asked, IOException why) {
        return new UnauthenticatedException(HttpFailures.prefix(asked.method(), asked.uri()) + why.getMessage(), why);
    }
}
