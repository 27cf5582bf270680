package org.servin.spi.runtime;

import java.util.Objects;

/**
 * One mount inside the container, made in the list's order after the root.
 *
 * @param type the file system's type as for mount(2); {@code bind} for a bind mount; {@code peer} for one from the container whose IPC namespace is
 *     joined; {@code cgroup} for the view of the container's cgroups
 * @param source the source as for mount(2); a path of the host for {@code bind}, of that container for {@code peer}
 * @param target absolute path inside the container; resolved within its root, made if it is missing (a file for a file, else a folder)
 * @param flags {@code MS_*} bits of mount(2), among them {@code MS_RDONLY}, {@code MS_REC}
 * @param data the file system's options; empty for none
 * @param propagation {@code MS_PRIVATE}, {@code MS_SLAVE}, {@code MS_SHARED}, perhaps with {@code MS_REC}; 0 for the root's
 */
public record MountSpec(String type, String source, String target, long flags, String data, long propagation) {
    /** Checks that nothing is null. */
    public MountSpec {
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(target, "target is null");
        Objects.requireNonNull(data, "data is null");
    }
}
