package org.servin.runtime.internal.cgroup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.servin.linux.cgroup.CgroupLayout;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Stats;

/**
 * The control groups of one container, in all hierarchies. Thread-safe as far as the kernel's files are; failures are
 * {@link org.servin.spi.ServinException} naming file and value.
 */
public interface ContainerCgroup {
    /**
     * Makes the groups and sets their limits; on failure nothing is left. What an earlier attempt of the same path left is taken over.
     *
     * @param cgroupPath absolute path relative to each hierarchy's mount, such as {@code /servin/0123…}
     * @param resources limits
     */
    static ContainerCgroup create(String cgroupPath, Resources resources) {
        return create(HostLayout.LAYOUT, cgroupPath, resources);
    }

    /** The same with control groups mounted elsewhere. */
    static ContainerCgroup create(CgroupLayout layout, String cgroupPath, Resources resources) {
        ContainerCgroup group = open(layout, cgroupPath);
        ((Creatable) group).make(resources);
        return group;
    }

    /** The groups of a container that were made before, without a look whether they are there. */
    static ContainerCgroup open(String cgroupPath) {
        return open(HostLayout.LAYOUT, cgroupPath);
    }

    /** The same with control groups mounted elsewhere. */
    static ContainerCgroup open(CgroupLayout layout, String cgroupPath) {
        return layout.isUnified() ? new UnifiedCgroup(layout, cgroupPath) : new LegacyCgroup(layout, cgroupPath);
    }

    /** 1 or 2: through which version of the kernel's interface this host's limits are set. */
    static int version() {
        return HostLayout.LAYOUT.isUnified() ? 2 : 1;
    }

    /** The files into each of which a process writes {@code 0} to join. */
    List<Path> procsFiles();

    /**
     * The files into each of which a process writes {@code 0} to join the group below this one that another process is in. A container can hand controllers down to
     * groups of its own, as systemd does; in version 2 its group then takes no process (EBUSY), while those below it do. Empty if that process is in none.
     *
     * @param pid a process of the container, as the host numbers it
     */
    Optional<List<Path>> procsFilesBeside(int pid);

    /** A group below this one, whether it was made or not; the name is one part of a path. */
    InnerGroup inner(String name);

    /** Changes limits. All or, as far as the kernel takes old values back, none. */
    void update(Resources resources);

    /** Freezes all processes; returns when they are frozen. */
    void freeze();

    /** Thaws them. */
    void thaw();

    /** Counters now. */
    Stats stats();

    /** All processes, also those in groups that the container made below its own. */
    List<Integer> pids();

    /** Kills all processes, frozen ones too, and returns when none is left; fails if that takes too long. */
    void kill();

    /** Removes the groups and those below. Nothing may run in them any more. Absent ones are passed over. */
    void remove();

    /** The file that counts what the OOM killer struck: a line {@code oom_kill n}; empty where there is no memory controller. */
    Optional<Path> oomFile();

    /** Opens a source that tells when the groups are out of memory; empty where there is no memory controller. The caller closes it, before the groups are removed. */
    Optional<OomSource> oomSource();
}
