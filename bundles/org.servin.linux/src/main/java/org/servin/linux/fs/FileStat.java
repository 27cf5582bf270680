package org.servin.linux.fs;

import java.time.Instant;

/**
 * A file's facts, as statx(2) gives them.
 *
 * @param dev the device it is on, encoded as the C library does
 * @param ino its number there
 * @param mode type and permission bits
 * @param uid owner
 * @param gid group
 * @param size bytes
 * @param nlink hard links
 * @param rdev the device it stands for
 * @param blocks 512-byte blocks that are allocated
 * @param mtimeSeconds last change of its data, seconds since 1970
 * @param mtimeNanos the fraction of it
 * @param ctimeSeconds last change of its facts, seconds since 1970
 * @param ctimeNanos the fraction of it
 */
public record FileStat(
        long dev, long ino, int mode, int uid, int gid, long size, int nlink, long rdev, long blocks,
        long mtimeSeconds, int mtimeNanos, long ctimeSeconds, int ctimeNanos) {
    public static final int S_IFMT = 0170000;
    public static final int S_IFSOCK = 0140000;
    public static final int S_IFLNK = 0120000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFIFO = 0010000;
    private static final int MASK = 0x7ff;
    static final int STATX_BASIC = MASK;

    /** Reads struct statx, the same on every architecture. */
    static FileStat from(Scratch s) {
        return new FileStat(
                device(s.getInt(136), s.getInt(140)), s.getLong(32), s.getShort(28), s.getInt(20), s.getInt(24), s.getLong(40), s.getInt(16),
                device(s.getInt(128), s.getInt(132)), s.getLong(48), s.getLong(112), s.getInt(120), s.getLong(96), s.getInt(104));
    }

    /** A device number as makedev(3) encodes it. */
    public static long device(long major, long minor) {
        return (major & 0xfffff000L) << 32 | (major & 0xfffL) << 8 | (minor & 0xffffff00L) << 12 | minor & 0xffL;
    }

    /** The file type's bits, {@code S_IF*}. */
    public int type() {
        return mode & S_IFMT;
    }

    /** Permissions with the setuid, setgid and sticky bits. */
    public int permissions() {
        return mode & 07777;
    }

    public boolean isDirectory() {
        return type() == S_IFDIR;
    }

    public boolean isRegular() {
        return type() == S_IFREG;
    }

    public boolean isCharacterDevice() {
        return type() == S_IFCHR;
    }

    public boolean isSymlink() {
        return type() == S_IFLNK;
    }

    /** Whether it is how overlayfs writes down that a lower file is gone. */
    public boolean isWhiteout() {
        return type() == S_IFCHR && rdev == 0;
    }

    /** Major number of the device it stands for. */
    public int rdevMajor() {
        return (int) (rdev >>> 32 & 0xfffff000L | rdev >>> 8 & 0xfffL);
    }

    /** Minor number of the device it stands for. */
    public int rdevMinor() {
        return (int) (rdev >>> 12 & 0xffffff00L | rdev & 0xffL);
    }

    /** Last change of its data. */
    public Instant mtime() {
        return Instant.ofEpochSecond(mtimeSeconds, mtimeNanos);
    }

    /** Whether both are the same file. */
    public boolean isSameFile(FileStat other) {
        return dev == other.dev && ino == other.ino;
    }
}
