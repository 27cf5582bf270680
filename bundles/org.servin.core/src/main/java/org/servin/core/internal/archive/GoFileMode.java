package org.servin.core.internal.archive;

import org.servin.linux.fs.FileStat;

/** A file's mode as Go numbers it ({@code io/fs.FileMode}), which the Docker API has taken over. */
final class GoFileMode {
    private static final long DIR = 1L << 31;
    private static final long SYMLINK = 1L << 27;
    private static final long DEVICE = 1L << 26;
    private static final long NAMED_PIPE = 1L << 25;
    private static final long SOCKET = 1L << 24;
    private static final long SETUID = 1L << 23;
    private static final long SETGID = 1L << 22;
    private static final long CHAR_DEVICE = 1L << 21;
    private static final long STICKY = 1L << 20;

    private GoFileMode() { }

    static long of(int mode) {
        long bits = mode & 0777;
        bits |= switch (mode & FileStat.S_IFMT) {
            case FileStat.S_IFDIR -> DIR;
            case FileStat.S_IFLNK -> SYMLINK;
            case FileStat.S_IFBLK -> DEVICE;
            case FileStat.S_IFCHR -> DEVICE | CHAR_DEVICE;
            case FileStat.S_IFIFO -> NAMED_PIPE;
            case FileStat.S_IFSOCK -> SOCKET;
            default -> 0;
        };
        bits |= (mode & 04000) != 0 ? SETUID : 0;
        bits |= (mode & 02000) != 0 ? SETGID : 0;
        bits |= (mode & 01000) != 0 ? STICKY : 0;
        return bits;
    }
}
