package org.servin.core.internal.volume;

import static org.servin.linux.fs.Mounts.MS_PRIVATE;
import static org.servin.linux.fs.Mounts.MS_REC;
import static org.servin.linux.fs.Mounts.MS_SHARED;
import static org.servin.linux.fs.Mounts.MS_SLAVE;

/** The words of mount(8) for propagation. */
final class Propagation {
    private Propagation() { }

    /** The bits of mount(2); {@code rprivate} where nothing is said. */
    static long bits(String word) {
        return switch (word) {
            case "shared" -> MS_SHARED;
            case "rshared" -> MS_SHARED | MS_REC;
            case "slave" -> MS_SLAVE;
            case "rslave" -> MS_SLAVE | MS_REC;
            case "private" -> MS_PRIVATE;
            default -> MS_PRIVATE | MS_REC;
        };
    }
}
