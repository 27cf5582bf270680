package org.servin.runtime.internal.plan;

import java.nio.file.Path;
import java.util.List;
import org.servin.linux.fs.Mounts;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;

/**
 * What a container sees of its cgroups. With one unified hierarchy that is mounted as it is: the cgroup namespace decides what is its root. Of the
 * hierarchies of version 1 the container's own groups are shown, one folder for each, as runc does.
 */
final class CgroupView {
    private CgroupView() { }

    static void mount(List<Op> ops, MountSpec mount, LaunchPlan.Host host, LaunchSpec spec) {
        String cgroupPath = spec.cgroupPath();
        if (host.cgroup2()) {
            ops.add(mayMount(spec.namespaces()) ? Op.mount("cgroup2", "cgroup", mount.target(), "", mount.flags(), mount.propagation())
                    : Op.bind(mountPoint(host.procsFiles().get(0).getParent(), cgroupPath).toString(), mount.target(), mount.flags(), mount.propagation()));
            return;
        }
        // As with runc 1.1 this one is never read-only, what is mounted in it is. The mode is that of the folder below.
        ops.add(Op.mount("tmpfs", "tmpfs", mount.target(), "mode=555", mount.flags() & ~Mounts.MS_RDONLY, 0));
        for (Path procs : host.procsFiles()) {
            Path group = procs.getParent();
            String name = hierarchy(group, cgroupPath);
            ops.add(Op.bind(group.toString(), mount.target() + "/" + name, mount.flags(), mount.propagation()));
            if (name.indexOf(',') > 0) {
                for (String controller : name.split(",")) {
                    ops.add(Op.link(name, mount.target() + "/" + controller));
                }
            }
        }
    }

    /** The kernel refuses it to root of a user namespace unless the cgroup namespace belongs to that, too. The host's mount shows the same. */
    private static boolean mayMount(Namespaces namespaces) {
        return namespaces.user().mode() == Namespace.Mode.HOST || namespaces.cgroup().mode() == Namespace.Mode.NEW;
    }

    /** The name of the folder where the hierarchy is mounted on the host. */
    private static String hierarchy(Path group, String cgroupPath) {
        return mountPoint(group, cgroupPath).getFileName().toString();
    }

    private static Path mountPoint(Path group, String cgroupPath) {
        Path mountpoint = group;
        for (int depth = Path.of(cgroupPath).getNameCount(); depth > 0; depth--) {
            mountpoint = mountpoint.getParent();
        }
        return mountpoint;
    }
}
