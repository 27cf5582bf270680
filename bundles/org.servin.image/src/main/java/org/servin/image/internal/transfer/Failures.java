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
        if (!(e instanceof RegistryException answer)) {
            return failed(e);
        }
        String text = answer.first();
        return switch (answer.isBare() ? "" : answer.code()) {
            case "DENIED" -> new ServinException(ErrorKind.NOT_FOUND, "pull access denied for " + reference.familiarName()
                    + ", repository does not exist or may require 'docker login': " + text, e);
            case "MANIFEST_UNKNOWN" -> new ServinException(ErrorKind.NOT_FOUND, "manifest for " + reference.familiar() + " not found: " + text, e);
            case "NAME_UNKNOWN" -> new ServinException(ErrorKind.NOT_FOUND, "repository " + reference.familiarName() + " not found: " + text, e);
            default -> new ServinException(ErrorKind.INTERNAL, text, e);
        };
    }

    /** A failed look at what a registry has: its own status goes on to the client. */
    static ServinException inspection(IOException e) {
        if (!(e instanceof RegistryException answer)) {
            return failed(e);
        }
        ErrorKind kind = switch (answer.code()) {
            case "UNAUTHORIZED" -> ErrorKind.UNAUTHENTICATED;
            case "DENIED" -> ErrorKind.FORBIDDEN;
            case "MANIFEST_UNKNOWN", "NAME_UNKNOWN", "BLOB_UNKNOWN" -> ErrorKind.NOT_FOUND;
            case "NAME_INVALID", "TAG_INVALID", "DIGEST_INVALID", "MANIFEST_INVALID" -> ErrorKind.INVALID_ARGUMENT;
            case "UNAVAILABLE" -> ErrorKind.UNAVAILABLE;
            default -> ErrorKind.INTERNAL;
        };
        return new ServinException(kind, answer.getMessage(), e);
    }

    /** What a registry sent that is of no use is not the client's mistake. */
    static ServinException unusable(ServinException e) {
        return e.kind() == ErrorKind.INVALID_ARGUMENT ? ServinException.internal(e.getMessage(), e) : e;
    }

    /** Any other failure. */
    static ServinException failed(IOException e) {
        return new ServinException(ErrorKind.INTERNAL, String.valueOf(e.getMessage()), e);
    }
}
