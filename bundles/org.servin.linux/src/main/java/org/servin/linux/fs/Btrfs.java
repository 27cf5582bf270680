package org.servin.linux.fs;

import static org.servin.linux.fs.Natives.check;

import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.internal.LibC;

/** Subvolumes of btrfs, and limits of their size. Thread-safe. */
public final class Btrfs {
    private static final long MAGIC = 0x9123683EL;
    /** Of {@code linux/btrfs.h}. */
    private static final long SUBVOL_CREATE = 0x5000940eL;
    private static final long QUOTA_CTL = 0xc0109428L;
    private static final long QGROUP_LIMIT = 0x8030942bL;
    private static final int NAME = 8;
    private static final int NAME_MAX = 255;
    private static final long ENABLE = 1;
    private static final long REFERENCED = 1;

    private Btrfs() { }

    /** Whether an open folder is on btrfs. */
    public static boolean has(int fd) {
        return FileSystems.type(fd) == MAGIC;
    }

    /** Makes a subvolume in an open folder. An empty one can be removed like a folder. */
    public static void makeSubvolume(int dir, String name) {
        byte[] bytes = RawNames.encode(name);
        if (bytes.length > NAME_MAX) {
            throw new ErrnoException("BTRFS_IOC_SUBVOL_CREATE", name, Errno.ENAMETOOLONG);
        }
        Scratch scratch = Scratch.get();
        scratch.bulk().putLong(0, 0).put(NAME, bytes).put(NAME + bytes.length, (byte) 0);
        check(Natives.ioctl(dir, SUBVOL_CREATE, scratch.bulkAddress()), "BTRFS_IOC_SUBVOL_CREATE", name);
    }

    /** Has the file system of an open folder count what each subvolume takes, which limits need; nothing happens if it does already. */
    public static void enableQuota(int fd) {
        Scratch scratch = Scratch.get();
        scratch.putLong(0, ENABLE).putLong(8, 0);
        if (Natives.ioctl(fd, QUOTA_CTL, scratch.struct()) < 0 && LibC.errno() != Errno.EEXIST) {
            check(-1, "BTRFS_IOC_QUOTA_CTL", "");
        }
    }

    /** Limits the bytes that an open subvolume's files take. */
    public static void limit(int subvolume, long bytes) {
        Scratch scratch = Scratch.get();
        // The first number names the limit's group: 0 for the subvolume's own.
        scratch.putLong(0, 0).putLong(8, REFERENCED).putLong(16, bytes).putLong(24, 0).putLong(32, 0).putLong(40, 0);
        check(Natives.ioctl(subvolume, QGROUP_LIMIT, scratch.struct()), "BTRFS_IOC_QGROUP_LIMIT", "");
    }
}
