package org.servin.runtime.internal.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.linux.capability.Capability;
import org.servin.runtime.internal.seccomp.SeccompCompiler;
import org.servin.runtime.internal.user.Identity;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Capabilities;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Rlimit;

/** What servin-init does to turn its child into the wanted process. Pure. */
public final class ProcessPlan {
    private static final long NAMESPACES =
            LaunchPlan.CLONE_NEWNS | LaunchPlan.CLONE_NEWNET | LaunchPlan.CLONE_NEWIPC | LaunchPlan.CLONE_NEWUTS | LaunchPlan.CLONE_NEWCGROUP;
    private static final String SELF_OOM = "/proc/self/oom_score_adj";
    private static final Map<String, Integer> RESOURCES = Map.ofEntries(
            Map.entry("cpu", 0), Map.entry("fsize", 1), Map.entry("data", 2), Map.entry("stack", 3), Map.entry("core", 4), Map.entry("rss", 5),
            Map.entry("nproc", 6), Map.entry("nofile", 7), Map.entry("memlock", 8), Map.entry("as", 9), Map.entry("locks", 10),
            Map.entry("sigpending", 11), Map.entry("msgqueue", 12), Map.entry("nice", 13), Map.entry("rtprio", 14), Map.entry("rttime", 15));

    private ProcessPlan() { }

    /** Joining the cgroups, and what else is written through the host's /proc: before the child has left the host's mounts. */
    static void enter(List<Op> ops, List<Path> procsFiles, ProcessSpec process) {
        procsFiles.forEach(file -> ops.add(Op.write(file.toString(), "0", false)));
        process.oomScoreAdj().ifPresent(value -> ops.add(Op.write(SELF_OOM, Integer.toString(value), true)));
        process.apparmorProfile().filter(profile -> !profile.isEmpty())
                .ifPresent(profile -> ops.add(Op.write("/proc/self/attr/exec", "exec " + profile, false)));
    }

    /** What root of a user namespace could not do for itself: its streams become its own, its limits may be raised. */
    static void privileges(List<Op> ops, Owner root, ProcessSpec process) {
        ops.add(Op.own(root));
        process.rlimits().forEach(limit -> ops.add(Op.ceiling(resource(limit), limit.hard())));
    }

    /**
     * Putting one more process into a container.
     *
     * @param pid a process of the container, as the host numbers it
     * @param root root of the container's user namespace; empty if that is the host's
     */
    public static Program join(int pid, Optional<Owner> root, List<Path> procsFiles, ProcessSpec process, String task) {
        List<Op> ops = new ArrayList<>();
        ops.add(Op.pidfd(0, pid));
        ops.add(Op.setns(0, LaunchPlan.CLONE_NEWPID));
        ops.add(Op.spawn(0, process.terminal(), false, "", task));
        enter(ops, procsFiles, process);
        root.ifPresent(owner -> privileges(ops, owner, process));
        ops.add(Op.setns(0, NAMESPACES | (root.isPresent() ? LaunchPlan.CLONE_NEWUSER : 0)));
        root.ifPresent(owner -> ops.add(Op.rootUser()));
        if (process.terminal()) {
            ops.add(Op.console(false, process.rows(), process.columns()));
        }
        return new Program(ops);
    }

    /**
     * The process itself, up to exec.
     *
     * @param sysctls kernel parameters, set at last because those of network interfaces need the interfaces
     * @param reaper whether a reaper stays above it
     */
    public static Program process(ProcessSpec process, Identity identity, Map<String, String> sysctls, boolean reaper) {
        List<Op> ops = new ArrayList<>();
        sysctls.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(entry -> ops.add(Op.sysctl(sysctlPath(entry.getKey()), entry.getValue())));
        process.rlimits().forEach(limit -> ops.add(rlimit(limit)));
        ops.add(Op.folder(process.cwd().isEmpty() ? "/" : process.cwd()));
        ops.add(Op.streams(process.terminal()));
        if (process.noNewPrivileges()) {
            ops.add(Op.noNewPrivileges());
        }
        ops.add(Op.bounding(Capability.mask(process.capabilities().bounding())));
        ops.add(Op.ids(identity.uid(), identity.gid(), identity.groups()));
        capabilitiesAndFilter(ops, process, identity);
        ops.add(Op.exec(reaper, process.terminal(), candidates(process), process.args(), environment(process.env(), identity)));
        return new Program(ops);
    }

    /** Without no-new-privileges a filter can be installed only while CAP_SYS_ADMIN is there; with it, later means that the filter may forbid more. */
    private static void capabilitiesAndFilter(List<Op> ops, ProcessSpec process, Identity identity) {
        Op caps = caps(process.capabilities(), identity.uid() == 0);
        List<Op> filter = process.seccomp().map(seccomp -> Op.seccomp(SeccompCompiler.compile(seccomp))).stream().toList();
        if (process.noNewPrivileges()) {
            ops.add(caps);
            ops.addAll(filter);
        } else {
            ops.addAll(filter);
            ops.add(caps);
        }
    }

    private static Op caps(Capabilities sets, boolean root) {
        long inheritable = Capability.mask(sets.inheritable());
        return root
                ? Op.caps(Capability.mask(sets.effective()), Capability.mask(sets.permitted()), inheritable, Capability.mask(sets.ambient()))
                : Op.caps(0, 0, inheritable, 0);
    }

    /** Dots separate, except that slashes do where there are any: then dots are part of a name, as of an interface {@code eth0.1} (sysctl(8)). */
    static String sysctlPath(String name) {
        int slash = name.indexOf('/');
        int dot = name.indexOf('.');
        if (slash >= 0 && (dot < 0 || slash < dot)) {
            return name;
        }
        StringBuilder path = new StringBuilder(name);
        for (int i = 0; i < path.length(); i++) {
            path.setCharAt(i, name.charAt(i) == '.' ? '/' : name.charAt(i) == '/' ? '.' : name.charAt(i));
        }
        return path.toString();
    }

    private static Op rlimit(Rlimit limit) {
        return Op.rlimit(resource(limit), limit.soft(), limit.hard());
    }

    private static int resource(Rlimit limit) {
        Integer resource = RESOURCES.get(limit.name());
        if (resource == null) {
            throw ServinException.invalid("invalid ulimit type: " + limit.name());
        }
        return resource;
    }

    /** What execve is tried with: the path as given, or the name in each folder of PATH. */
    static List<String> candidates(ProcessSpec process) {
        String name = process.args().get(0);
        if (name.indexOf('/') >= 0) {
            return List.of(name);
        }
        List<String> found = new ArrayList<>();
        for (String entry : process.env()) {
            if (entry.startsWith("PATH=")) {
                found.clear();
                for (String folder : entry.substring(5).split(":")) {
                    if (!folder.isEmpty() && !name.isEmpty()) {
                        found.add(folder + "/" + name);
                    }
                }
            }
        }
        return found;
    }

    static List<String> environment(List<String> env, Identity identity) {
        List<String> homes = env.stream().filter(entry -> entry.startsWith("HOME=")).toList();
        if (!homes.isEmpty() && !homes.get(homes.size() - 1).equals("HOME=")) {
            return env;
        }
        List<String> more = new ArrayList<>(env);
        more.removeAll(homes);
        more.add("HOME=" + identity.home());
        return more;
    }
}
