package org.servin.runtime.internal.cgroup;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** A group with what the container made below it. */
final class GroupTree {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private GroupTree() { }

    /** The group and all below it, each after those below it. */
    static List<CgroupFolder> deepestFirst(CgroupFolder top) {
        List<CgroupFolder> result = new ArrayList<>();
        collect(top.path().toFile(), result);
        return result;
    }

    private static void collect(File folder, List<CgroupFolder> result) {
        // A group's folder has a link for each group below it, but file systems need not count them: look.
        File[] below = folder.listFiles(File::isDirectory);
        if (below != null) {
            for (File child : below) {
                collect(child, result);
            }
            result.add(new CgroupFolder(folder.toPath()));
        }
    }

    /** All processes in it. */
    static List<Integer> pids(CgroupFolder top) {
        Set<Integer> result = new LinkedHashSet<>();
        List<CgroupFolder> groups = deepestFirst(top);
        for (int i = groups.size() - 1; i >= 0; i--) {
            result.addAll(groups.get(i).pids());
        }
        return List.copyOf(result);
    }

    /** Removes it all. A process that has just ended counts for a moment longer, so it may take some attempts. */
    static void remove(CgroupFolder top) {
        // The usual case in one call: nothing below, nobody in it.
        if (top.remove()) {
            return;
        }
        if (!Retry.until(PATIENCE, () -> deepestFirst(top).stream().map(CgroupFolder::remove).reduce(true, Boolean::logicalAnd))) {
            throw new ServinException(ErrorKind.TIMEOUT, "cannot remove " + top.path() + ": " + Errno.text(Errno.EBUSY) + ", processes " + pids(top));
        }
    }


    /** Makes a group, and its parents if they are missing, telling of each parent that was made. */
    static void create(CgroupFolder group, Path mountPoint, ParentMade made) {
        try {
            group.create();
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT) || group.path().equals(mountPoint)) {
                throw e;
            }
            CgroupFolder parent = new CgroupFolder(group.path().getParent());
            create(parent, mountPoint, made);
            made.accept(parent);
            group.create();
        }
    }

    /** Prepares a parent for groups below it. */
    interface ParentMade {
        /** The parent was made just now. */
        void accept(CgroupFolder parent);
    }
}
