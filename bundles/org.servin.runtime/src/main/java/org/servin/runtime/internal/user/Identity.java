package org.servin.runtime.internal.user;

import java.util.List;
import java.util.Objects;

/**
 * Whom a process runs as.
 *
 * @param uid user
 * @param gid primary group
 * @param groups all groups, the primary one too
 * @param home home folder
 */
public record Identity(int uid, int gid, List<Integer> groups, String home) {
    /** Copies the list. */
    public Identity {
        groups = List.copyOf(groups);
        Objects.requireNonNull(home, "home is null");
    }
}
