package org.servin.core.internal.launch;

import static org.servin.linux.fs.Mounts.MS_BIND;
import static org.servin.linux.fs.Mounts.MS_NODEV;
import static org.servin.linux.fs.Mounts.MS_NOEXEC;
import static org.servin.linux.fs.Mounts.MS_NOSUID;
import static org.servin.linux.fs.Mounts.MS_PRIVATE;
import static org.servin.linux.fs.Mounts.MS_RDONLY;
import static org.servin.linux.fs.Mounts.MS_REC;
import static org.servin.linux.fs.Mounts.MS_SHARED;
import static org.servin.linux.fs.Mounts.MS_SLAVE;
import static org.servin.linux.fs.Mounts.MS_STRICTATIME;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.core.container.HostConfig;
import org.servin.core.internal.launch.LaunchPlanner.Input;
import org.servin.spi.runtime.MountSpec;

/** The mounts of a container in the order they are made: what every container has, except where its user mounts something else there, then the user's own. */
final class MountPlan {
    private static final long QUIET = MS_NOSUID | MS_NOEXEC | MS_NODEV;
    private static final String SHM = "/dev/shm";

    private static final Set<String> REPLACEABLE = Set.of("/proc/cpuinfo", "/proc/diskstats", "/proc/meminfo", "/proc/stat", "/proc/swaps", "/proc/uptime",
            "/proc/loadavg", "/proc/slabinfo", "/proc/net/dev", "/proc/sys/kernel/ns_last_pid", "/proc/sys/crypto/fips_enabled");

    private MountPlan() { }

    static List<MountSpec> of(Input input) {
        Set<String> taken = input.mounts().stream().map(MountSpec::target).collect(Collectors.toSet());
        List<MountSpec> result = new ArrayList<>();
        for (MountSpec mount : usual(input)) {
            if (!taken.contains(mount.target()) && !(taken.contains("/dev") && mount.target().startsWith("/dev/"))) {
                result.add(mount);
            }
        }
        input.mounts().stream().filter(m -> m.type().equals("bind")).forEach(MountPlan::refuseInProc);
        List<MountSpec> own = new ArrayList<>(input.mounts());
        for (String name : List.of("resolv.conf", "hostname", "hosts")) {
            String target = "/etc/" + name;
            if (!taken.contains(target)) {
                long readOnly = input.host().isolation().readonlyRootfs() ? MS_RDONLY : 0;
                own.add(bind(input.folder().resolve(name).toString(), target, readOnly, MS_PRIVATE | MS_REC));
            }
        }
        // What is mounted above comes first, else it would hide what is mounted below.
        own.sort(Comparator.comparingInt(m -> depth(m.target())));
        result.addAll(own);
        return result;
    }

    /** What processes and the kernel say about themselves is not for users to make up, but for what is known to be harmless. */
    private static void refuseInProc(MountSpec mount) {
        if (mount.target().equals("/proc") || mount.target().startsWith("/proc/") && !REPLACEABLE.contains(mount.target())) {
            throw RuntimeRefusal.ofStart("error during container init: error mounting \"" + mount.source() + "\" to rootfs at \"" + mount.target() + "\": \"" + mount.target()
                    + "\" cannot be mounted because it is " + (mount.target().equals("/proc") ? "not of type proc" : "inside /proc"));
        }
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    private static List<MountSpec> usual(Input input) {
        HostConfig.Isolation isolation = input.host().isolation();
        long readOnly = isolation.privileged() ? 0 : MS_RDONLY;
        List<MountSpec> result = new ArrayList<>(List.of(
                fresh("proc", "proc", "/proc", QUIET, ""),
                fresh("tmpfs", "tmpfs", "/dev", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k"),
                fresh("devpts", "devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5"),
                fresh("sysfs", "sysfs", "/sys", QUIET | readOnly, ""),
                fresh("cgroup", "cgroup", "/sys/fs/cgroup", QUIET | readOnly, ""),
                fresh("mqueue", "mqueue", "/dev/mqueue", QUIET, "")));
        String ipc = isolation.ipcMode() == null ? "" : isolation.ipcMode();
        if (ipc.equals("host")) {
            result.add(bind(SHM, SHM, 0, MS_PRIVATE | MS_REC));
        } else if (ipc.startsWith("container:")) {
            result.add(new MountSpec("peer", SHM, SHM, MS_BIND | MS_REC, "", MS_PRIVATE | MS_REC));
        } else if (!ipc.equals("none")) {
            result.add(fresh("tmpfs", "shm", SHM, QUIET, "mode=1777,size=" + input.host().general().shmSize()));
        }
        return result;
    }

    private static MountSpec fresh(String type, String source, String target, long flags, String data) {
        return new MountSpec(type, source, target, flags, data, 0);
    }

    private static MountSpec bind(String source, String target, long flags, long propagation) {
        return new MountSpec("bind", source, target, MS_BIND | MS_REC | flags, "", propagation);
    }

    /** The root must propagate at least as much as any mount below it is to. */
    static long rootPropagation(List<MountSpec> mounts) {
        long all = mounts.stream().mapToLong(MountSpec::propagation).reduce(0, (a, b) -> a | b);
        long kind = (all & MS_SHARED) != 0 ? MS_SHARED : (all & MS_SLAVE) != 0 ? MS_SLAVE : MS_PRIVATE;
        return kind | MS_REC;
    }
}
