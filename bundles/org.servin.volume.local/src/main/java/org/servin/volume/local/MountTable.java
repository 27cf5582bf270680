package org.servin.volume.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
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

    /** Whether something is mounted at a path. */
    boolean isMounted(Path path) {
        String wanted = written(path);
        return any(wanted::equals);
    }

    /** Whether something is mounted at a path or anywhere below it. */
    boolean isMountedWithin(Path path) {
        String wanted = written(path);
        return any(point -> point.startsWith(wanted) && (point.length() == wanted.length() || point.charAt(wanted.length()) == '/'));
    }

    private boolean any(Predicate<String> condition) {
        try (var lines = Files.lines(mountinfo)) {
            return lines.map(line -> line.split(" ", MOUNT_POINT + 2)).anyMatch(f -> f.length > MOUNT_POINT && condition.test(f[MOUNT_POINT]));
        } catch (IOException e) {
            throw ServinException.internal("cannot read " + mountinfo, e);
        }
    }

    /** The kernel names mounts by paths without links, in a form of its own. The last name, at which a server may have to be asked, is taken as it is. */
    private static String written(Path path) {
        return real(path.toAbsolutePath().getParent()).resolve(path.getFileName()).toString().replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011").replace("\n", "\\012");
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException gone) {
            return path.toAbsolutePath().normalize();
        }
    }
}
