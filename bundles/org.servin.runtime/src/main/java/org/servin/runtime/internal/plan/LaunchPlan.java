package org.servin.runtime.internal.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.linux.fs.Mounts;
import org.servin.spi.runtime.DeviceSpec;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;

/**
 * What servin-init does to make a container, before its process is known in all details.
 *
 * <p>It comes in two programs, so that the child is cloned and mounts its root while the engine still makes the cgroups: nothing in the first needs
 * them. Immutable, pure.
 *
 * @param make up to the mounts before the view of the cgroups
 * @param join joining the cgroups, and the rest, up to the report that the container is ready
 */
public record LaunchPlan(Program make, Program join) {
    static final long CLONE_NEWNS = 0x20000;
    static final long CLONE_NEWCGROUP = 0x2000000;
    static final long CLONE_NEWUSER = 0x10000000;
    static final long CLONE_NEWUTS = 0x4000000;
    static final long CLONE_NEWIPC = 0x8000000;
    static final long CLONE_NEWPID = 0x20000000;
    static final long CLONE_NEWNET = 0x40000000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;
    /** A mount from the container whose IPC namespace is joined. */
    static final String PEER = "peer";
    static final int IPC_SLOT = 2;
    private static final String CGROUP = "cgroup";
    private static final String DEV = "/dev";

    /**
     * What the runtime knows about the host and adds to the specification.
     *
     * @param procsFiles the {@code cgroup.procs} files to join
     * @param oomFile the counter of OOM kills
     * @param cgroup2 whether there is one unified hierarchy
     * @param kcore whether the host has {@code /proc/kcore}
     * @param task text for the file {@code task}
     */
    public record Host(List<Path> procsFiles, Optional<Path> oomFile, boolean cgroup2, boolean kcore, String task) {
        /** Copies the list. */
        public Host {
            procsFiles = List.copyOf(procsFiles);
        }
    }

    /** The plan of a launch. */
    public static LaunchPlan of(LaunchSpec spec, Host host) {
        if (spec.namespaces().user().mode() != Namespace.Mode.HOST) {
            return RemappedPlan.of(spec, host);
        }
        List<MountSpec> mounts = spec.mounts();
        int view = 0;
        while (view < mounts.size() && !mounts.get(view).type().equals(CGROUP)) {
            view++;
        }
        List<Op> make = new ArrayList<>();
        namespaces(make, spec, host);
        make.add(root(spec));
        mounts.subList(0, view).forEach(mount -> mount(make, mount, host, spec));
        List<Op> join = new ArrayList<>();
        ProcessPlan.enter(join, host.procsFiles(), spec.process());
        cgroupNamespace(join, spec);
        mounts.subList(view, mounts.size()).forEach(mount -> mount(join, mount, host, spec));
        workingFolder(join, spec);
        if (!hasForeignDev(spec)) {
            spec.devices().forEach(device -> join.add(node(device)));
        }
        links(join, spec, host);
        hide(join, spec);
        return new LaunchPlan(new Program(make), new Program(join));
    }

    static Op root(LaunchSpec spec) {
        return Op.root(spec.runFolder().toString(), spec.root().workFolder().toString(), spec.root().type(), spec.root().source(), spec.root().data(),
                spec.rootPropagation());
    }

    static void cgroupNamespace(List<Op> ops, LaunchSpec spec) {
        if (spec.namespaces().cgroup().mode() == Namespace.Mode.NEW) {
            ops.add(Op.unshare(CLONE_NEWCGROUP));
        }
    }

    /** New namespaces come with the child; joined ones are entered by it, except that of process ids, which is for children of who enters it. */
    private static void namespaces(List<Op> ops, LaunchSpec spec, Host host) {
        Namespaces wanted = spec.namespaces();
        List<Op> after = new ArrayList<>();
        long fresh = CLONE_NEWNS;
        fresh |= namespace(ops, ops, 0, wanted.pid(), CLONE_NEWPID);
        fresh |= namespace(ops, after, 1, wanted.net(), CLONE_NEWNET);
        fresh |= namespace(ops, after, IPC_SLOT, wanted.ipc(), CLONE_NEWIPC);
        fresh |= namespace(ops, after, 3, wanted.uts(), CLONE_NEWUTS);
        ops.add(Op.spawn(fresh, spec.process().terminal(), false, host.oomFile().map(Path::toString).orElse(""), host.task()));
        ops.addAll(after);
    }

    static long namespace(List<Op> before, List<Op> joins, int slot, Namespace namespace, long kind) {
        if (namespace.mode() == Namespace.Mode.JOIN) {
            before.add(Op.pidfd(slot, namespace.pid().orElseThrow()));
            joins.add(Op.setns(slot, kind));
        }
        return namespace.mode() == Namespace.Mode.NEW ? kind : 0;
    }

    static void mount(List<Op> ops, MountSpec mount, Host host, LaunchSpec spec) {
        switch (mount.type()) {
            case "bind" -> ops.add(Op.bind(mount.source(), mount.target(), mount.flags(), mount.propagation()));
            case PEER -> {
                ops.add(Op.treeOf(IPC_SLOT, mount.source(), 0, mount.flags()));
                ops.add(Op.attach(mount.source(), mount.target(), 0, mount.flags(), mount.propagation()));
            }
            case CGROUP -> CgroupView.mount(ops, mount, host, spec);
            default -> ops.add(Op.mount(mount.type(), mount.source(), mount.target(), mount.data(), mount.flags(), mount.propagation()));
        }
    }

    static void workingFolder(List<Op> ops, LaunchSpec spec) {
        if (spec.process().makeCwd() && !spec.process().cwd().equals("/")) {
            ops.add(Op.folders(spec.process().cwd()));
        }
    }

    /** A /dev of the host's own is left as it is. */
    static boolean hasForeignDev(LaunchSpec spec) {
        return spec.mounts().stream().anyMatch(m -> m.type().equals("bind") && m.target().equals(DEV));
    }

    /** The links that programs expect in /dev, and the terminal. */
    static void links(List<Op> ops, LaunchSpec spec, Host host) {
        if (!hasForeignDev(spec)) {
            ops.add(Op.link("/proc/self/fd", "/dev/fd"));
            ops.add(Op.link("/proc/self/fd/0", "/dev/stdin"));
            ops.add(Op.link("/proc/self/fd/1", "/dev/stdout"));
            ops.add(Op.link("/proc/self/fd/2", "/dev/stderr"));
            if (host.kcore()) {
                ops.add(Op.link("/proc/kcore", "/dev/core"));
            }
            ops.add(Op.link("pts/ptmx", "/dev/ptmx"));
        }
        if (spec.process().terminal()) {
            ops.add(Op.console(true, spec.process().rows(), spec.process().columns()));
        }
    }

    private static Op node(DeviceSpec device) {
        int type = device.type() == 'b' ? S_IFBLK : S_IFCHR;
        return Op.node(device.path(), type | device.mode() & 07777, device.major(), device.minor(), device.uid(), device.gid());
    }

    static void hide(List<Op> ops, LaunchSpec spec) {
        spec.readOnlyPaths().forEach(path -> ops.add(Op.protectSelf(path)));
        spec.maskedPaths().forEach(path -> ops.add(Op.mask(path)));
        if (spec.readOnlyRoot()) {
            ops.add(Op.protect("/", Mounts.MS_RDONLY));
        }
        boolean ownNames = spec.namespaces().uts().mode() == Namespace.Mode.NEW; // else they are somebody else's
        if (ownNames && !spec.hostname().isEmpty()) {
            ops.add(Op.hostname(spec.hostname()));
        }
        if (ownNames && !spec.domainname().isEmpty()) {
            ops.add(Op.domainname(spec.domainname()));
        }
        if (!spec.sysctls().isEmpty()) {
            ops.add(Op.procsys());
        }
        ops.add(Op.pivot());
        ops.add(Op.ready());
    }
}
