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

    private static final long EXT = 0xEF53L;
    /** Of {@code linux/fs.h}; the kernel takes an int, whatever the size in the number says. */
    private static final long FS_IOC_GETFLAGS = 0x80086601L;
    private static final long FS_IOC_SETFLAGS = 0x40086602L;
    private static final int FS_TOPDIR_FL = 0x00020000;

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

    /**
     * Tells ext4 that the folders made in this one have nothing to do with each other, as {@code chattr +T} does, so that it puts them in different parts
     * of the disk. Else a tree that is made after others were removed is put where those were, and each file made there costs a look at every inode that was
     * freed in the last minutes ({@code recently_deleted} in {@code fs/ext4/ialloc.c}): with thousands of them that takes longer than all else. Other
     * file systems know no such hint: there it does nothing.
     *
     * @param fd the folder, open for reading
     */
    public static void spread(int fd) {
        if (type(fd) != EXT) {
            return;
        }
        Scratch scratch = Scratch.get();
        scratch.putLong(0, 0);
        check(Natives.ioctl(fd, FS_IOC_GETFLAGS, scratch.struct()), "FS_IOC_GETFLAGS", "");
        long flags = scratch.getLong(0);
        if ((flags & FS_TOPDIR_FL) == 0) {
            scratch.putLong(0, flags | FS_TOPDIR_FL);
            check(Natives.ioctl(fd, FS_IOC_SETFLAGS, scratch.struct()), "FS_IOC_SETFLAGS", "");
        }
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
