package org.servin.core.internal.volume;

import java.io.IOException;
import java.nio.file.Path;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** How mounts made later travel between the host and a bind mount: what the source's own mount must be for that, and what the engine's own folder asks for. */
final class BindPropagation {
    private static final String USUAL = "rprivate";
    private static final String SLAVE = "rslave";
    private final Path root;
    private final HostMounts mounts;

    /**
     * Decides.
     *
     * @param root the engine's folder
     */
    BindPropagation(Path root, HostMounts mounts) {
        this.root = root;
        this.mounts = mounts;
    }

    /**
     * The propagation of a new bind mount. One that shows the engine's folder must let go of containers' file systems when the engine does, so it is a
     * slave, unless the host has nothing to pass on.
     *
     * @param wanted what was asked for; empty for nothing
     */
    String decide(String source, String wanted) {
        if (!touchesRoot(source)) {
            return wanted.isEmpty() ? USUAL : wanted;
        }
        if (!wanted.isEmpty() && !wanted.equals(SLAVE) && !wanted.equals("rshared")) {
            throw ServinException.invalid("invalid mount config: must use either propagation mode \"rslave\" or \"rshared\" when mount source is within the daemon root, "
                    + "daemon root: \"" + root + "\", bind mount source: \"" + source + "\", propagation: \"" + wanted + "\"");
        }
        return wanted.isEmpty() ? SLAVE : wanted;
    }

    private boolean touchesRoot(String source) {
        Path path = Path.of(source);
        return root.startsWith(path) || path.startsWith(root);
    }

    /**
     * The propagation that a bind mount can have now. INTERNAL if the host's mount does not allow the one that was asked for.
     *
     * @param decided by {@link #decide}
     * @param explicit whether the user asked for it
     */
    String possible(String source, String decided, boolean explicit) {
        boolean wantsShared = decided.endsWith("shared");
        if (!wantsShared && !decided.endsWith("slave")) {
            return decided;
        }
        HostMounts.Mount mount = mounts.of(real(source));
        if (mount.shared() || !wantsShared && mount.slave()) {
            return decided;
        }
        if (!explicit && !wantsShared) {
            return USUAL;
        }
        throw new ServinException(ErrorKind.INTERNAL, "path " + source + " is mounted on " + mount.point() + " but it is not a " + (wantsShared ? "shared" : "shared or slave") + " mount");
    }

    private static Path real(String source) {
        try {
            return Path.of(source).toRealPath();
        } catch (IOException e) {
            throw ServinException.internal("cannot find the mount of " + source + ": " + e.getMessage(), e);
        }
    }
}
