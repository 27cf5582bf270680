package org.servin.runtime.internal.cgroup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.linux.cgroup.CgroupLayout;
import org.servin.linux.cgroup.CgroupLayout.Hierarchy;
import org.servin.linux.cgroup.Processes;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Stats;

/** The groups of a container in the hierarchies of version 1. */
final class LegacyCgroup implements ContainerCgroup, Creatable {
    private static final CpusetV1 CPUSET = new CpusetV1();
    private static final FreezerV1 FREEZER = new FreezerV1();
    private static final List<Controller> CONTROLLERS =
            List.of(new CpuV1(), new CpuacctV1(), CPUSET, new MemoryV1(), new DevicesV1(), FREEZER, new BlkioV1(), new PidsController());
    private static final String PROCS = "cgroup.procs";
    private static final String SYSTEMD = "name=systemd";
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(30);

    /** A group and the mount it is below. */
    private record Place(Hierarchy hierarchy, CgroupFolder group) { }

    /** A controller that is here, and the container's group for it. */
    private record Use(Controller controller, CgroupFolder group) { }

    private final String cgroupPath;
    private final List<Place> places;
    private final List<Use> uses;

    LegacyCgroup(CgroupLayout layout, String cgroupPath) {
        this.cgroupPath = cgroupPath;
        String relative = cgroupPath.substring(1);
        places = layout.hierarchies().stream().filter(LegacyCgroup::isOurs)
                .map(h -> new Place(h, new CgroupFolder(h.mountPoint().resolve(relative)))).toList();
        uses = new ArrayList<>();
        for (Controller controller : CONTROLLERS) {
            places.stream().filter(p -> p.hierarchy().has(controller.name())).findFirst()
                    .ifPresent(p -> uses.add(new Use(controller, p.group())));
        }
    }

    private static boolean isOurs(Hierarchy hierarchy) {
        return hierarchy.has(SYSTEMD) || CONTROLLERS.stream().anyMatch(c -> hierarchy.has(c.name()));
    }

    @Override
    public void make(Resources resources) {
        try {
            for (Place place : places) {
                GroupTree.create(place.group(), place.hierarchy().mountPoint(), parent -> prepareParent(place, parent));
                if (place.hierarchy().has(CPUSET.name())) {
                    CPUSET.inherit(place.group());
                }
            }
            Writer writer = Writer.fresh();
            uses.forEach(use -> use.controller().apply(use.group(), resources, writer));
        } catch (ErrnoException e) {
            ServinException failure = Failures.of("cannot make the container's cgroups", e);
            Failures.alsoTry(failure, this::remove);
            throw failure;
        }
    }

    private static void prepareParent(Place place, CgroupFolder parent) {
        if (place.hierarchy().has(CPUSET.name())) {
            CPUSET.inherit(parent);
            CPUSET.inheritBelow(parent);
        }
    }

    @Override
    public List<Path> procsFiles() {
        return places.stream().map(p -> p.group().path().resolve(PROCS)).toList();
    }

    /** Groups of version 1 take processes whatever is below them. */
    @Override
    public Optional<List<Path>> procsFilesBeside(int pid) {
        return Optional.empty();
    }

    /** The freezer has no limits, and what it holds still can be killed to the last. */
    @Override
    public InnerGroup inner(String name) {
        Place outer = places.stream().filter(p -> p.hierarchy().has(FREEZER.name())).findFirst().orElse(places.get(0));
        CgroupFolder folder = outer.group().child(name);
        List<Path> files = places.stream().map(p -> (p == outer ? folder : p.group()).path().resolve(PROCS)).toList();
        return new InnerGroup(new LegacyCgroup(new CgroupLayout(List.of(outer.hierarchy()), Optional.empty()), cgroupPath + "/" + name), folder, files);
    }

    @Override
    public void update(Resources resources) {
        Writer writer = Writer.undoable();
        try {
            uses.forEach(use -> use.controller().apply(use.group(), resources, writer));
        } catch (ErrnoException e) {
            ServinException failure = Failures.of("cannot update the container's limits", e);
            writer.undo(failure);
            throw failure;
        }
    }

    @Override
    public void freeze() {
        Failures.translate("cannot pause the container", () -> FREEZER.freeze(freezer()));
    }

    @Override
    public void thaw() {
        Failures.translate("cannot unpause the container", () -> FREEZER.thaw(freezer()));
    }

    private CgroupFolder freezer() {
        return find(FREEZER.name()).orElseThrow(() -> new ServinException(ErrorKind.UNSUPPORTED, "this host has no cgroup controller freezer"));
    }

    private Optional<CgroupFolder> find(String controller) {
        return uses.stream().filter(u -> u.controller().name().equals(controller)).map(Use::group).findFirst();
    }

    @Override
    public Stats stats() {
        Counters counters = new Counters();
        Failures.translate("cannot read the container's counters", () -> uses.forEach(use -> use.controller().count(use.group(), counters)));
        return counters.toStats(1);
    }

    @Override
    public List<Integer> pids() {
        return Failures.translate("cannot list the container's processes", () -> members().map(GroupTree::pids).orElse(List.of()));
    }

    /** The group asked for members: pids, or any other if there is none; all have the same. */
    private Optional<CgroupFolder> members() {
        return find("pids").or(() -> places.stream().map(Place::group).findFirst());
    }

    @Override
    public void kill() {
        Failures.translate("cannot kill the container's processes", () -> {
            boolean gone = Retry.until(KILL_PATIENCE, () -> {
                Collection<Integer> pids = members().map(GroupTree::pids).orElse(List.of());
                if (!pids.isEmpty()) {
                    killFrozen();
                }
                return pids.isEmpty();
            });
            if (!gone) {
                throw new ServinException(ErrorKind.TIMEOUT, "processes did not die within " + KILL_PATIENCE.toSeconds() + " s: " + pids());
            }
        });
    }

    /** While they are frozen nobody forks and no number changes hands. Signals take effect on thawing. */
    private void killFrozen() {
        Optional<CgroupFolder> freezer = find(FREEZER.name());
        try {
            freezer.ifPresent(group -> group.write("freezer.state", "FROZEN"));
            members().map(GroupTree::pids).orElse(List.of()).forEach(Processes::kill);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT) && !e.is(Errno.ENODEV)) {
                throw e;
            }
        } finally {
            freezer.ifPresent(FREEZER::thawIfPresent);
        }
    }

    @Override
    public void remove() {
        Failures.translate("cannot remove the container's cgroups", () -> {
            for (Place place : places) {
                GroupTree.remove(place.group());
            }
        });
    }

    @Override
    public Optional<Path> oomFile() {
        return find("memory").map(group -> group.path().resolve(MemoryV1.OOM_CONTROL));
    }

    @Override
    public Optional<OomSource> oomSource() {
        return find("memory").map(OomEvents::new);
    }
}
