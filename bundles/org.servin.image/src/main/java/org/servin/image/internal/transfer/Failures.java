package org.servin.image.internal.transfer;

import java.io.IOException;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.registry.RegistryException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Words failures at registries as dockerd does. */
final class Failures {
    private Failures() { }

    /** A failed pull. */
    static ServinException pull(IOException e, ImageReference reference) {
        String text = String.valueOf(e.getMessage());
        if (!(e instanceof RegistryException answer)) {
            return new ServinException(ErrorKind.INTERNAL, text, e);
        }
        return switch (answer.code()) {
            case "DENIED" -> new ServinException(ErrorKind.NOT_FOUND, "pull access denied for " + reference.familiarName()
                    + ", repository does not exist or may require 'docker login': " + text, e);
            case "MANIFEST_UNKNOWN" -> new ServinException(ErrorKind.NOT_FOUND, "manifest for " + reference.familiar() + " not found: " + text, e);
            case "NAME_UNKNOWN" -> new ServinException(ErrorKind.NOT_FOUND, "repository " + reference.familiarName() + " not found: " + text, e);
            default -> new ServinException(answer.status() == 404 ? ErrorKind.NOT_FOUND : ErrorKind.INTERNAL, text, e);
        };
    }

    /** A failed push. */
    static ServinException push(IOException e) {
        return new ServinException(ErrorKind.INTERNAL, String.valueOf(e.getMessage()), e);
    }
}
