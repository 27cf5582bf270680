package org.servin.runtime.internal.cgroup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.linux.cgroup.CgroupLayout;
import org.servin.linux.cgroup.Processes;
import org.servin.linux.process.ProcessFiles;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Stats;

/** The group of a container in version 2. */
final class UnifiedCgroup implements ContainerCgroup, Creatable {
    private static final List<Controller> CONTROLLERS =
            List.of(new CpuV2(), new CpusetV2(), new MemoryV2(), new PidsController(), new IoV2(), new DevicesV2());
    private static final String PROCS = "cgroup.procs";
    private static final String EVENTS = "cgroup.events";
    private static final Duration FREEZE_PATIENCE = Duration.ofSeconds(10);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(30);

    private final CgroupLayout layout;
    private final String cgroupPath;
    private final Path mountPoint;
    private final CgroupFolder group;

    UnifiedCgroup(CgroupLayout layout, String cgroupPath) {
        this.layout = layout;
        this.cgroupPath = cgroupPath;
        mountPoint = layout.unified().orElseThrow(() -> new IllegalArgumentException("no cgroup2 mount"));
        group = new CgroupFolder(mountPoint.resolve(cgroupPath.substring(1)));
    }

    @Override
    public void make(Resources resources) {
        try {
            GroupTree.create(group, mountPoint, this::delegate);
            applyFresh(resources);
        } catch (ErrnoException e) {
            ServinException failure = Failures.of("cannot make the container's cgroup", e);
            Failures.alsoTry(failure, this::remove);
            throw failure;
        } catch (ServinException e) {
            Failures.alsoTry(e, this::remove);
            throw e;
        }
    }

    private void applyFresh(Resources resources) {
        try {
            apply(resources, Writer.fresh());
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
            // A parent that somebody else made may not hand controllers down yet.
            for (Path folder = mountPoint; !folder.equals(group.path()); folder = folder.resolve(folder.relativize(group.path()).getName(0))) {
                enable(new CgroupFolder(folder));
            }
            apply(resources, Writer.fresh());
        }
    }

    /** Hands our controllers down to the groups below a parent that was just made, from the top. */
    private void delegate(CgroupFolder parent) {
        Path above = parent.path().getParent();
        if (above.startsWith(mountPoint)) {
            enable(new CgroupFolder(above));
        }
        enable(parent);
    }

    private static void enable(CgroupFolder folder) {
        List<String> there = Arrays.asList(folder.read("cgroup.controllers").split(" "));
        List<String> already = Arrays.asList(folder.read("cgroup.subtree_control").split(" "));
        String missing = CONTROLLERS.stream().map(Controller::name)
                .filter(name -> there.contains(name) && !already.contains(name)).map(name -> "+" + name).collect(Collectors.joining(" "));
        if (!missing.isEmpty()) {
            folder.write("cgroup.subtree_control", missing);
        }
    }

    private void apply(Resources resources, Writer writer) {
        CONTROLLERS.forEach(controller -> controller.apply(group, resources, writer));
    }

    @Override
    public List<Path> procsFiles() {
        return List.of(group.path().resolve(PROCS));
    }

    @Override
    public Optional<List<Path>> procsFilesBeside(int pid) {
        return Failures.translate("cannot find the cgroup of a process of the container", () -> ProcessFiles.unifiedGroup(pid))
                .filter(path -> path.startsWith(cgroupPath + "/")) // who has left the container's group is not followed
                .map(path -> List.of(mountPoint.resolve(path.substring(1)).resolve(PROCS)));
    }

    @Override
    public InnerGroup inner(String name) {
        UnifiedCgroup inner = new UnifiedCgroup(layout, cgroupPath + "/" + name);
        return new InnerGroup(inner, inner.group, inner.procsFiles());
    }

    @Override
    public void update(Resources resources) {
        Writer writer = Writer.undoable();
        try {
            apply(resources, writer);
        } catch (ErrnoException e) {
            ServinException failure = Failures.of("cannot update the container's limits", e);
            writer.undo(failure);
            throw failure;
        } catch (ServinException e) {
            writer.undo(e);
            throw e;
        }
    }

    @Override
    public void freeze() {
        Failures.translate("cannot pause the container", () -> {
            group.write("cgroup.freeze", "1");
            if (!group.await(EVENTS, text -> text.contains("frozen 1"), FREEZE_PATIENCE)) {
                group.write("cgroup.freeze", "0");
                throw new ServinException(ErrorKind.TIMEOUT, "processes of " + group.path() + " did not freeze within " + FREEZE_PATIENCE.toSeconds() + " s");
            }
        });
    }

    @Override
    public void thaw() {
        Failures.translate("cannot unpause the container", () -> group.write("cgroup.freeze", "0"));
    }

    @Override
    public Stats stats() {
        Counters counters = new Counters();
        Failures.translate("cannot read the container's counters", () -> CONTROLLERS.forEach(controller -> controller.count(group, counters)));
        return counters.toStats(2);
    }

    @Override
    public List<Integer> pids() {
        return Failures.translate("cannot list the container's processes", () -> GroupTree.pids(group));
    }

    @Override
    public void kill() {
        Failures.translate("cannot kill the container's processes", () -> {
            try {
                group.write("cgroup.kill", "1");
                awaitEmpty();
            } catch (ErrnoException e) {
                if (!e.is(Errno.ENOENT) && !e.is(Errno.ENODEV)) {
                    throw e;
                }
                // Before Linux 5.14, or the group is gone.
                killOneByOne();
            }
        });
    }

    private void awaitEmpty() {
        if (!group.await(EVENTS, text -> text.contains("populated 0"), KILL_PATIENCE)) {
            throw tooSlow();
        }
    }

    private void killOneByOne() {
        boolean gone = Retry.until(KILL_PATIENCE, () -> {
            List<Integer> pids = GroupTree.pids(group);
            pids.forEach(Processes::kill);
            return pids.isEmpty();
        });
        if (!gone) {
            throw tooSlow();
        }
    }

    private ServinException tooSlow() {
        return new ServinException(ErrorKind.TIMEOUT, "processes did not die within " + KILL_PATIENCE.toSeconds() + " s: " + GroupTree.pids(group));
    }

    @Override
    public void remove() {
        Failures.translate("cannot remove the container's cgroup", () -> GroupTree.remove(group));
    }

    @Override
    public Optional<Path> oomFile() {
        return Optional.of(group.path().resolve(MemoryV2.EVENTS));
    }

    @Override
    public Optional<OomSource> oomSource() {
        try {
            return Optional.of(new OomCounter(group));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
