package org.servin.volume.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.servin.spi.ServinException;

/**
 * Where things are mounted.
 *
 * @param mountinfo a file in the form of {@code /proc/self/mountinfo}
 */
record MountTable(Path mountinfo) {
    private static final int MOUNT_POINT = 4;

    static MountTable ofHost() {
        return new MountTable(Path.of("/proc/self/mountinfo"));
    }

    /** The kernel names mounts by paths without links. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException gone) {
            return path.toAbsolutePath().normalize();
        }
    }

    /** Whether something is mounted at a path. */
    boolean isMounted(Path path) {
        String wanted = real(path).toString().replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011").replace("\n", "\\012");
        try {
            return Files.readAllLines(mountinfo).stream().map(line -> line.split(" ")).anyMatch(f -> f.length > MOUNT_POINT && f[MOUNT_POINT].equals(wanted));
        } catch (IOException e) {
            throw ServinException.internal("cannot read " + mountinfo, e);
        }
    }
}
