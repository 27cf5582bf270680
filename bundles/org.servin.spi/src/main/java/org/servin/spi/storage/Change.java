package org.servin.spi.storage;

import java.util.Objects;

/**
 * One difference between a workspace and the layers below it.
 *
 * @param kind what happened
 * @param path absolute path inside the root file system
 */
public record Change(Kind kind, String path) {
    /** What happened; the ordinal is the number the Docker API uses. */
    public enum Kind { MODIFIED, ADDED, DELETED }

    /** Checks that nothing is null. */
    public Change {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(path, "path is null");
    }
}
