package org.servin.volume.local;

import static org.servin.linux.fs.Mounts.MS_BIND;
import static org.servin.linux.fs.Mounts.MS_REC;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Mounts;
import org.servin.linux.fs.NewMount;
import org.servin.linux.fs.RawNames;
import org.servin.spi.ServinException;

/**
 * What the kernel is asked for to mount a volume's device.
 *
 * @param type the file system's type
 * @param source the device
 * @param flags {@code MS_*}
 * @param propagation {@code MS_*} of that kind; 0 for the usual
 * @param data the file system's own options
 */
record MountRequest(String type, String source, long flags, long propagation, List<String> data) {
    private static final Map<String, Long> SET = Map.ofEntries(
            Map.entry("ro", Mounts.MS_RDONLY), Map.entry("nosuid", Mounts.MS_NOSUID), Map.entry("nodev", Mounts.MS_NODEV), Map.entry("noexec", Mounts.MS_NOEXEC),
            Map.entry("sync", Mounts.MS_SYNCHRONOUS), Map.entry("dirsync", Mounts.MS_DIRSYNC), Map.entry("mand", Mounts.MS_MANDLOCK), Map.entry("noatime", Mounts.MS_NOATIME),
            Map.entry("nodiratime", Mounts.MS_NODIRATIME), Map.entry("relatime", Mounts.MS_RELATIME), Map.entry("strictatime", Mounts.MS_STRICTATIME),
            Map.entry("bind", MS_BIND), Map.entry("rbind", MS_BIND | MS_REC), Map.entry("defaults", 0L));
    private static final Map<String, Long> CLEAR = Map.ofEntries(
            Map.entry("rw", Mounts.MS_RDONLY), Map.entry("suid", Mounts.MS_NOSUID), Map.entry("dev", Mounts.MS_NODEV), Map.entry("exec", Mounts.MS_NOEXEC),
            Map.entry("async", Mounts.MS_SYNCHRONOUS), Map.entry("nomand", Mounts.MS_MANDLOCK), Map.entry("atime", Mounts.MS_NOATIME), Map.entry("diratime", Mounts.MS_NODIRATIME),
            Map.entry("norelatime", Mounts.MS_RELATIME), Map.entry("nostrictatime", Mounts.MS_STRICTATIME));
    private static final Map<String, Long> PROPAGATION = Map.of(
            "private", Mounts.MS_PRIVATE, "rprivate", Mounts.MS_PRIVATE | MS_REC, "shared", Mounts.MS_SHARED, "rshared", Mounts.MS_SHARED | MS_REC, "slave", Mounts.MS_SLAVE,
            "rslave", Mounts.MS_SLAVE | MS_REC, "unbindable", Mounts.MS_UNBINDABLE, "runbindable", Mounts.MS_UNBINDABLE | MS_REC);

    /**
     * What a volume's options ask for.
     *
     * @param address gives the address of a server for its name
     */
    static MountRequest of(VolumeOptions options, UnaryOperator<String> address) {
        if (options.device().isEmpty()) {
            throw ServinException.internal("missing device in volume options", null);
        }
        long flags = 0;
        long propagation = 0;
        List<String> data = new ArrayList<>();
        for (String word : MountWords.split(options.o())) {
            if (SET.containsKey(word)) {
                flags |= SET.get(word);
            } else if (CLEAR.containsKey(word)) {
                flags &= ~CLEAR.get(word);
            } else if (PROPAGATION.containsKey(word)) {
                propagation |= PROPAGATION.get(word);
            } else {
                data.add(MountWords.resolved(options.type(), word, address));
            }
        }
        return new MountRequest(options.type(), options.device(), flags, propagation, List.copyOf(data));
    }

    /** Mounts at a folder of the host, completely or not at all. */
    void mountAt(Path target) {
        boolean attached = false;
        try {
            attached = attach(target);
            if (propagation != 0) {
                Mounts.mount("", target.toString(), "", propagation, "");
            }
        } catch (ErrnoException e) {
            if (attached) {
                Mounts.detach(target);
            }
            throw ServinException.internal("failed to mount local volume: " + shown(target) + ": " + e.reason(), e);
        }
    }

    private boolean attach(Path target) {
        if ((flags & MS_BIND) == 0 && !fits()) {
            Mounts.mount(source, target.toString(), type, flags, String.join(",", data));
            return true;
        }
        try (Fd mount = (flags & MS_BIND) != 0 ? NewMount.ofPath(source, flags) : NewMount.ofFileSystem(type, source, MountWords.unescaped(data), flags)) {
            if (!At.stat(mount.number()).isDirectory()) {
                throw new ErrnoException("mount", source, Errno.ENOTDIR); // as mount(2) says; move_mount(2) would be less clear
            }
            NewMount.attach(mount, target);
            return true;
        }
    }

    /** The call that tells why it fails takes short values only; long ones go to mount(2), which takes a page of them. */
    private boolean fits() {
        return RawNames.encode(source).length <= NewMount.LONGEST && data.stream().allMatch(word -> RawNames.encode(word).length <= NewMount.LONGEST);
    }

    /** In dockerd's form, but without passwords. */
    private String shown(Path target) {
        String words = data.stream().map(MountWords::withoutSecret).collect(Collectors.joining(","));
        return "mount " + source + ":" + target + (flags == 0 ? "" : ", flags: 0x" + Long.toHexString(flags)) + (words.isEmpty() ? "" : ", data: " + words);
    }
}
