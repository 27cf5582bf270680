package org.servin.runtime.internal.cgroup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.cgroup.CgroupFolder;

/**
 * A group below a container's, in one hierarchy and without limits of its own: it tells what a process has started, however that has detached itself. Thread-safe as
 * far as the kernel's files are.
 */
public final class InnerGroup {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private final ContainerCgroup group;
    private final CgroupFolder folder;
    private final List<Path> procsFiles;

    /**
     * A group that is made by {@link #make}, or was made before.
     *
     * @param group this group alone
     * @param folder its folder
     * @param procsFiles what a process writes itself into, of this hierarchy and the others
     */
    InnerGroup(ContainerCgroup group, CgroupFolder folder, List<Path> procsFiles) {
        this.group = group;
        this.folder = folder;
        this.procsFiles = List.copyOf(procsFiles);
    }

    /** Makes it. */
    public void make() {
        Failures.translate("cannot make a cgroup for a process of the container", folder::create);
    }

    /** The files into each of which a process writes {@code 0} to join the container and this group. */
    public List<Path> procsFiles() {
        return procsFiles;
    }

    /** Kills all processes in it, and returns when none is left; fails if that takes too long. */
    public void kill() {
        group.kill();
    }

    /** Removes it. Processes that are left in it become the container's; if the kernel refuses that, they keep it until the container is removed. */
    public void dissolve() {
        Failures.translate("cannot remove the cgroup of a process of the container", () -> {
            Retry.until(PATIENCE, () -> GroupTree.deepestFirst(folder).stream().map(this::empty).reduce(true, Boolean::logicalAnd));
        });
    }

    private boolean empty(CgroupFolder from) {
        CgroupFolder above = new CgroupFolder(folder.path().getParent());
        for (int pid : from.pids()) {
            try {
                above.write("cgroup.procs", Integer.toString(pid));
            } catch (ErrnoException e) {
                if (!e.is(Errno.ESRCH) && !e.is(Errno.EBUSY)) { // it has ended; or what is in the container hands controllers down
                    throw e;
                }
            }
        }
        return from.remove();
    }
}
