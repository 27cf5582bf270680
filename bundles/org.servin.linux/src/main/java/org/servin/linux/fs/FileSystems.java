package org.servin.linux.fs;

import static org.servin.linux.fs.Natives.check;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Which file system a folder is on. Thread-safe. */
public final class FileSystems {
    /** Magic numbers of {@code linux/magic.h} to the names dockerd uses. */
    private static final Map<Long, String> NAMES = Map.ofEntries(
            Map.entry(0xEF53L, "extfs"), Map.entry(0x58465342L, "xfs"), Map.entry(0x9123683EL, "btrfs"), Map.entry(0x794c7630L, "overlayfs"),
            Map.entry(0x01021994L, "tmpfs"), Map.entry(0x2fc12fc1L, "zfs"), Map.entry(0x6969L, "nfs"), Map.entry(0x65735546L, "fuse"),
            Map.entry(0xF2F52010L, "f2fs"), Map.entry(0x858458f6L, "ramfs"), Map.entry(0x61756673L, "aufs"), Map.entry(0xf15fL, "ecryptfs"),
            Map.entry(0x3153464aL, "jfs"), Map.entry(0x52654973L, "reiserfs"), Map.entry(0x73717368L, "squashfs"), Map.entry(0xca451a4eL, "bcachefs"),
            Map.entry(0x4244L, "hfs"), Map.entry(0x01161970L, "gfs2"), Map.entry(0x7461636fL, "ocfs2"), Map.entry(0x5346414fL, "afs"),
            Map.entry(0xFF534D42L, "cifs"), Map.entry(0x47504653L, "gpfs"));

    /** proc, sysfs, cgroup, cgroup2, devpts, mqueue, debugfs, tracefs, securityfs, bpf, binfmt_misc, pstore, efivarfs, configfs, fusectl. */
    private static final Set<Long> VIRTUAL = Set.of(0x9fa0L, 0x62656572L, 0x27e0ebL, 0x63677270L, 0x1cd1L, 0x19800202L, 0x64626720L, 0x74726163L, 0x73636673L,
            0xcafe4a11L, 0x42494e4dL, 0x6165676cL, 0xde5e81e4L, 0x62656570L, 0x65735543L);

    private FileSystems() { }

    /** Whether an open file is the kernel's talk rather than stored data. */
    public static boolean isVirtual(int fd) {
        return VIRTUAL.contains(type(fd));
    }

    /** Magic number of the file system an open file is on. */
    public static long type(int fd) {
        Scratch scratch = Scratch.get();
        check(Natives.fstatfs(fd, scratch.struct()), "statfs", "");
        return scratch.getLong(0);
    }

    /** Name of the file system a folder is on, as dockerd has it; {@code <unknown>} for one without a name here. */
    public static String name(Path folder) {
        int fd = At.openFolder(folder);
        try {
            return NAMES.getOrDefault(type(fd), "<unknown>");
        } finally {
            At.close(fd);
        }
    }
}
