package org.servin.runtime.internal.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.servin.linux.fs.Mounts;
import org.servin.spi.IdMaps;
import org.servin.spi.runtime.DeviceSpec;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;

/**
 * The plan for a container with a user namespace. Pure.
 *
 * <p>A user namespace must be there before the others that are to belong to it, and who is in it has no power over the host. So the first child is
 * a forerunner on the host's side: it joins namespaces and cgroups, mounts the root, opens what is to be mounted from the host (for root inside, the
 * folders above may be closed), and forks the container's process into the user namespace. That one mounts everything else itself. Device nodes
 * cannot be made there; the host's are mounted.
 */
final class RemappedPlan {
    private final LaunchSpec spec;
    private final LaunchPlan.Host host;
    private final List<Op> make = new ArrayList<>();
    private final List<Op> outside = new ArrayList<>();
    private final List<Op> inside = new ArrayList<>();
    private int trees;

    private RemappedPlan(LaunchSpec spec, LaunchPlan.Host host) {
        this.spec = spec;
        this.host = host;
    }

    static LaunchPlan of(LaunchSpec spec, LaunchPlan.Host host) {
        return new RemappedPlan(spec, host).plan();
    }

    private LaunchPlan plan() {
        Namespaces wanted = spec.namespaces();
        List<Op> joins = new ArrayList<>();
        long fresh = LaunchPlan.CLONE_NEWNS;
        fresh |= LaunchPlan.namespace(make, joins, 0, wanted.pid(), LaunchPlan.CLONE_NEWPID);
        fresh |= LaunchPlan.namespace(make, joins, 1, wanted.net(), LaunchPlan.CLONE_NEWNET);
        LaunchPlan.namespace(make, joins, LaunchPlan.IPC_SLOT, wanted.ipc(), LaunchPlan.CLONE_NEWIPC);
        fresh |= LaunchPlan.namespace(make, joins, 3, wanted.uts(), LaunchPlan.CLONE_NEWUTS);
        List<Op> last = new ArrayList<>();
        fresh |= LaunchPlan.namespace(make, last, 4, wanted.user(), LaunchPlan.CLONE_NEWUSER);
        make.add(Op.spawn(LaunchPlan.CLONE_NEWNS, spec.process().terminal(), true, host.oomFile().map(Path::toString).orElse(""), host.task()));
        make.addAll(joins);
        make.add(LaunchPlan.root(spec));
        ProcessPlan.enter(outside, host.procsFiles(), spec.process());
        ProcessPlan.privileges(outside, spec.idMaps().root(), spec.process());
        inside();
        List<Op> join = new ArrayList<>(outside);
        join.addAll(last);
        boolean isNew = wanted.user().mode() == Namespace.Mode.NEW;
        join.add(Op.fork(fresh, isNew ? spec.idMaps() : IdMaps.NONE));
        join.addAll(inside);
        return new LaunchPlan(new Program(make), new Program(join));
    }

    private void inside() {
        String root = spec.runFolder().toString();
        inside.add(Op.root(root, root, "bind", root, "", spec.rootPropagation())); // its own mount of it: the copy in this namespace cannot be moved
        inside.add(Op.rootUser());
        if (spec.namespaces().ipc().mode() == Namespace.Mode.NEW) {
            inside.add(Op.unshare(LaunchPlan.CLONE_NEWIPC)); // by root inside, whom the file system of message queues then belongs to
        }
        LaunchPlan.cgroupNamespace(inside, spec);
        spec.mounts().forEach(this::mount);
        LaunchPlan.workingFolder(inside, spec);
        if (!LaunchPlan.hasForeignDev(spec)) {
            spec.devices().forEach(this::device);
        }
        LaunchPlan.links(inside, spec, host);
        LaunchPlan.hide(inside, spec);
    }

    private void mount(MountSpec mount) {
        switch (mount.type()) {
            case "bind" -> bind(Op.tree(mount.source(), trees, mount.flags()), mount.source(), mount.target(), mount.flags(), mount.propagation());
            case LaunchPlan.PEER -> bind(Op.treeOf(LaunchPlan.IPC_SLOT, mount.source(), trees, mount.flags()), mount.source(), mount.target(), mount.flags(),
                    mount.propagation());
            default -> LaunchPlan.mount(inside, mount, host, spec);
        }
    }

    private void device(DeviceSpec device) {
        bind(Op.tree(device.source(), trees, Mounts.MS_BIND), device.source(), device.path(), Mounts.MS_BIND, 0);
    }

    private void bind(Op taken, String source, String target, long flags, long propagation) {
        outside.add(taken);
        inside.add(Op.attach(source, target, trees, flags, propagation));
        trees++;
    }
}
