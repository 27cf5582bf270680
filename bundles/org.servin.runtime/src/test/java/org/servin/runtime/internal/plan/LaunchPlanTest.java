package org.servin.runtime.internal.plan;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.servin.linux.fs.Mounts;
import org.servin.spi.IdMaps;
import org.servin.spi.runtime.Capabilities;
import org.servin.spi.runtime.DeviceSpec;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Rlimit;
import org.servin.spi.storage.RootFilesystem;

class LaunchPlanTest {
    private static final long NOTHING = Mounts.MS_NOSUID | Mounts.MS_NOEXEC | Mounts.MS_NODEV;
    private static final MountSpec SHM = new MountSpec("peer", "/dev/shm", "/dev/shm", Mounts.MS_BIND | Mounts.MS_REC, "", Mounts.MS_PRIVATE);
    private static final LaunchPlan.Host V1 = new LaunchPlan.Host(
            Stream.of("cpu,cpuacct", "memory", "systemd").map(name -> Path.of("/sys/fs/cgroup", name, "servin/c1/cgroup.procs")).toList(),
            Optional.of(Path.of("/sys/fs/cgroup/memory/servin/c1/memory.oom_control")), false, true, "boot=b1\n");
    private static final LaunchPlan.Host V2 = new LaunchPlan.Host(List.of(Path.of("/sys/fs/cgroup/servin/c1/cgroup.procs")),
            Optional.of(Path.of("/sys/fs/cgroup/servin/c1/memory.events")), true, false, "boot=b1\n");

    private static final IdMaps MAPS = IdMaps.parse(List.of("0:100000:65536"), List.of("0:200000:1000", "1000:300000:64536"));

    private static ProcessSpec process(boolean terminal) {
        Set<String> caps = Set.of("CAP_CHOWN", "CAP_KILL");
        return new ProcessSpec(List.of("sh", "-c", "echo \"hi\""), List.of("PATH=/bin:/usr/bin"), "/work", true, "", List.of(),
                new Capabilities(caps, caps, caps, Set.of(), Set.of()), false, Optional.empty(), Optional.of("servin-default"),
                List.of(new Rlimit("nofile", 1024, -1)), Optional.of(-500), terminal, true, terminal ? 24 : 0, terminal ? 80 : 0);
    }

    private static LaunchSpec spec(Namespaces namespaces, boolean terminal, boolean readOnly, MountSpec... more) {
        return spec(namespaces, IdMaps.NONE, terminal, readOnly, more);
    }

    private static LaunchSpec spec(Namespaces namespaces, IdMaps maps, boolean terminal, boolean readOnly, MountSpec... more) {
        List<MountSpec> mounts = Stream.concat(Stream.of(
                new MountSpec("proc", "proc", "/proc", NOTHING, "", 0),
                new MountSpec("tmpfs", "tmpfs", "/dev", Mounts.MS_NOSUID, "mode=755", 0),
                new MountSpec("cgroup", "cgroup", "/sys/fs/cgroup", NOTHING | Mounts.MS_RDONLY, "", 0),
                new MountSpec("bind", "/srv/data", "/data", Mounts.MS_BIND | Mounts.MS_REC | Mounts.MS_RDONLY, "", Mounts.MS_PRIVATE)), Stream.of(more)).toList();
        return new LaunchSpec("c1", Path.of("/run/servin/c1"),
                new RootFilesystem("overlay", "overlay", "lowerdir=l/A:l/B,upperdir=c1/diff,workdir=c1/work", Path.of("/var/lib/servin/overlay2")),
                readOnly, Mounts.MS_PRIVATE | Mounts.MS_REC, namespaces, maps, "host1", readOnly ? "domain1" : "", mounts,
                List.of(new DeviceSpec("/dev/null", 'c', 1, 3, 0666, 0, 0), new DeviceSpec("/dev/sda", 'b', 8, 0, 0660, 0, 6)),
                List.of("/proc/kcore"), List.of("/proc/sys"), readOnly ? Map.of("net.core.somaxconn", "99") : Map.of(), "/servin/c1", Resources.none(), false,
                process(terminal));
    }

    private static String text(LaunchPlan plan) {
        return "# make\n" + plan.make() + "# join\n" + plan.join();
    }

    @Test
    void bridgedContainerOnVersion1() {
        Namespace own = Namespace.fresh();
        Golden.check("launch-v1.txt", text(LaunchPlan.of(spec(new Namespaces(own, own, own, own, Namespace.host()), false, false), V1)));
    }

    @Test
    void terminalAndReadOnlyRootOnVersion2() {
        Namespace own = Namespace.fresh();
        Golden.check("launch-v2-terminal.txt", text(LaunchPlan.of(spec(new Namespaces(own, own, own, own, own), true, true), V2)));
    }

    @Test
    void namespacesOfOthers() {
        Namespace other = Namespace.of(4321);
        Golden.check("launch-joined.txt", text(LaunchPlan.of(spec(new Namespaces(other, other, other, Namespace.host(), Namespace.fresh()), false, false, SHM), V2)));
    }

    @Test
    void aDevOfTheHostIsLeftAlone() {
        Namespace own = Namespace.fresh();
        MountSpec dev = new MountSpec("bind", "/dev", "/dev", Mounts.MS_BIND | Mounts.MS_REC, "", 0);
        String plan = text(LaunchPlan.of(spec(new Namespaces(own, own, own, own, own), false, false, dev), V2));
        assertTrue(plan.contains("bind source=\"/dev\""));
        assertFalse(plan.contains("node ") || plan.contains("link "));
    }

    @Test
    void aUserNamespaceComesBeforeWhatBelongsToIt() {
        Namespace own = Namespace.fresh();
        Golden.check("launch-remapped-v1.txt", text(LaunchPlan.of(spec(new Namespaces(own, own, own, own, Namespace.host(), own), MAPS, false, true), V1)));
    }

    @Test
    void theHostsControlGroupsAreNotMountedByRootOfAUserNamespace() {
        Namespace own = Namespace.fresh();
        String plan = text(LaunchPlan.of(spec(new Namespaces(own, own, own, own, Namespace.host(), own), MAPS, false, true), V2));
        assertTrue(plan.contains("bind source=\"/sys/fs/cgroup\" target=\"/sys/fs/cgroup\""), plan);
        assertFalse(plan.contains("cgroup2"), plan);
    }

    @Test
    void aUserNamespaceOfAnotherIsJoinedBeforeNewOnesAreMade() {
        Namespace own = Namespace.fresh();
        Namespace other = Namespace.of(4321);
        Golden.check("launch-remapped-joined.txt", text(LaunchPlan.of(spec(new Namespaces(own, other, other, own, own, other), MAPS, true, false, SHM), V2)));
    }

    @Test
    void mapsAndNamespacesGoTogether() {
        Namespace own = Namespace.fresh();
        assertThrows(IllegalArgumentException.class, () -> spec(new Namespaces(own, own, own, own, own, own), IdMaps.NONE, false, false));
        assertThrows(IllegalArgumentException.class, () -> spec(new Namespaces(own, own, own, own, own), MAPS, false, false));
    }

    @Test
    void execIntoAUserNamespace() {
        Golden.check("exec-remapped.txt", ProcessPlan.join(4321, Optional.of(MAPS.root()), V2.procsFiles(), process(true), "boot=b1\n").toString());
    }

    @Test
    void execJoinsEverything() {
        Golden.check("exec.txt", ProcessPlan.join(4321, Optional.empty(), V2.procsFiles(), process(true), "boot=b1\n").toString());
    }
}
