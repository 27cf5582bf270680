package org.servin.linux.fs;

/** Constants of {@code fcntl.h} and {@code linux/openat2.h}, for this machine's architecture. */
public final class OpenFlags {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_NOCTTY = 0400;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_CLOEXEC = 02000000;
    public static final int O_PATH = 010000000;
    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));
    /** Differs between architectures. */
    public static final int O_DIRECTORY = ARM ? 040000 : 0200000;
    /** Differs between architectures. */
    public static final int O_NOFOLLOW = ARM ? 0100000 : 0400000;

    /** Refuse to cross a mount point. */
    public static final long RESOLVE_NO_XDEV = 0x01;
    /** Refuse links like those of {@code /proc/self/fd}. */
    public static final long RESOLVE_NO_MAGICLINKS = 0x02;
    /** Refuse every symbolic link. */
    public static final long RESOLVE_NO_SYMLINKS = 0x04;
    /** Refuse to leave the starting folder. */
    public static final long RESOLVE_BENEATH = 0x08;
    /** Take the starting folder for the root: absolute paths and links start there, and {@code ..} stays there. */
    public static final long RESOLVE_IN_ROOT = 0x10;

    private OpenFlags() { }
}
