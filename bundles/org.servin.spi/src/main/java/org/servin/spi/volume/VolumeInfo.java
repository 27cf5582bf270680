package org.servin.spi.volume;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A volume as its driver knows it.
 *
 * @param name its name
 * @param mountpoint the folder that containers are given; there only while mounted, for drivers that mount
 */
public record VolumeInfo(String name, Path mountpoint) {
    /** Checks that nothing is null. */
    public VolumeInfo {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(mountpoint, "mountpoint is null");
    }
}
