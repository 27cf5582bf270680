package org.servin.spi.runtime;

import java.util.Objects;

/**
 * A device node inside the container.
 *
 * @param path absolute path inside the container
 * @param source the host's node, which is mounted where nodes cannot be made
 * @param type {@code 'c'} or {@code 'b'}
 * @param major device number
 * @param minor device number
 * @param mode permission bits
 * @param uid owner
 * @param gid group
 */
public record DeviceSpec(String path, String source, char type, int major, int minor, int mode, int uid, int gid) {
    /** Checks that nothing is null. */
    public DeviceSpec {
        Objects.requireNonNull(path, "path is null");
        Objects.requireNonNull(source, "source is null");
    }

    /** A node that the host has at the same path. */
    public DeviceSpec(String path, char type, int major, int minor, int mode, int uid, int gid) {
        this(path, path, type, major, minor, mode, uid, gid);
    }
}
