package org.servin.linux.fs;

import static org.servin.linux.fs.Natives.again;
import static org.servin.linux.fs.Natives.check;
import static org.servin.linux.fs.OpenFlags.O_CLOEXEC;
import static org.servin.linux.fs.OpenFlags.O_DIRECTORY;
import static org.servin.linux.fs.OpenFlags.O_NOFOLLOW;
import static org.servin.linux.fs.OpenFlags.O_PATH;
import static org.servin.linux.fs.OpenFlags.O_RDONLY;
import static org.servin.linux.fs.OpenFlags.RESOLVE_IN_ROOT;
import static org.servin.linux.fs.OpenFlags.RESOLVE_NO_MAGICLINKS;

import java.nio.file.Path;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.internal.LibC;

/**
 * File system calls relative to a directory's descriptor. No call here follows a symbolic link in its last name, except {@link #open}
 * without {@code O_NOFOLLOW} and {@link #openIn}: a name without '/' can therefore not lead elsewhere, whoever changes the folder meanwhile.
 * Failures are {@link ErrnoException}. Thread-safe.
 */
public final class At {
    /** Stands for the current folder; for absolute paths. */
    public static final int CWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    /** Flag of {@link #rename}: both names must exist and change places. */
    public static final int RENAME_EXCHANGE = 2;
    /** Flag of {@link #rename}: do not replace. */
    public static final int RENAME_NOREPLACE = 1;

    private At() { }

    /** openat(2), always close-on-exec. The caller owns the descriptor. */
    public static int open(int dir, String path, int flags, int mode) {
        long address = Scratch.get().path(path);
        int fd;
        do {
            fd = Natives.openat(dir, address, flags | O_CLOEXEC, mode);
        } while (again(fd));
        return check(fd, "open", path);
    }

    /** Opens a folder by its path on the host, following links. */
    public static int openFolder(Path folder) {
        return open(CWD, folder.toString(), O_RDONLY | O_DIRECTORY, 0);
    }

    /** Opens a folder by its name in another, refusing a link. */
    public static int openFolder(int dir, String name) {
        return open(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    }

    /** Opens a file without the right to its data, and not following a link in the last name. */
    public static int openPath(int dir, String name) {
        return open(dir, name, O_PATH | O_NOFOLLOW, 0);
    }

    /** openat2(2) with {@code RESOLVE_IN_ROOT}: {@code root} is the root for {@code path} and for every link met on the way. */
    public static int openIn(int root, String path, int flags, int mode) {
        return open2(root, path.isEmpty() ? "." : path, flags, mode, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    }

    /** openat2(2), always close-on-exec. The caller owns the descriptor. {@code mode} must be 0 unless a file may be made. */
    public static int open2(int dir, String path, int flags, int mode, long resolve) {
        Scratch scratch = Scratch.get();
        long address = scratch.path(path);
        scratch.putLong(0, flags | O_CLOEXEC).putLong(8, mode).putLong(16, resolve);
        long fd;
        do {
            fd = Natives.syscall(Natives.NR_OPENAT2, dir, address, scratch.struct(), 24);
        } while (again(fd) || fd < 0 && LibC.errno() == Errno.EAGAIN); // EAGAIN: something was renamed on the way, the kernel could not be sure
        return (int) check(fd, "open", path);
    }

    /** Closes a descriptor. */
    public static void close(int fd) {
        LibC.close(fd);
    }

    /** mkdirat(2). The process's umask applies. */
    public static void mkdir(int dir, String name, int mode) {
        check(Natives.mkdirat(dir, Scratch.get().path(name), mode), "mkdir", name);
    }

    /** mknodat(2): {@code mode} with {@code S_IF*}, {@code device} as {@link FileStat#device}. The process's umask applies. */
    public static void mknod(int dir, String name, int mode, long device) {
        check(Natives.mknodat(dir, Scratch.get().path(name), mode, device), "mknod", name);
    }

    /** symlinkat(2). */
    public static void symlink(String target, int dir, String name) {
        Scratch scratch = Scratch.get();
        check(Natives.symlinkat(scratch.path(target), dir, scratch.secondPath(name)), "symlink", name);
    }

    /** linkat(2), not following the source. */
    public static void link(int fromDir, String from, int toDir, String to) {
        Scratch scratch = Scratch.get();
        check(Natives.linkat(fromDir, scratch.path(from), toDir, scratch.secondPath(to), 0), "link", to);
    }

    /** Removes a name that is no folder. */
    public static void unlink(int dir, String name) {
        check(Natives.unlinkat(dir, Scratch.get().path(name), 0), "unlink", name);
    }

    /** The same for callers to whom a failure is no surprise, since an exception costs more than the call: gives 0 or the errno. */
    public static int tryUnlink(int dir, String name) {
        return Natives.unlinkat(dir, Scratch.get().path(name), 0) < 0 ? LibC.errno() : 0;
    }

    /** Removes an empty folder. */
    public static void rmdir(int dir, String name) {
        check(Natives.unlinkat(dir, Scratch.get().path(name), AT_REMOVEDIR), "rmdir", name);
    }

    /** The same for callers to whom a failure is no surprise: gives 0 or the errno. */
    public static int tryRmdir(int dir, String name) {
        return Natives.unlinkat(dir, Scratch.get().path(name), AT_REMOVEDIR) < 0 ? LibC.errno() : 0;
    }

    /** renameat2(2). */
    public static void rename(int fromDir, String from, int toDir, String to, int flags) {
        Scratch scratch = Scratch.get();
        check(Natives.renameat2(fromDir, scratch.path(from), toDir, scratch.secondPath(to), flags), "rename", from + " to " + to);
    }

    /** Changes owner and group, of a link itself. */
    public static void chown(int dir, String name, int uid, int gid) {
        check(Natives.fchownat(dir, Scratch.get().path(name), uid, gid, AT_SYMLINK_NOFOLLOW), "chown", name);
    }

    /** Gives to somebody what root, for whom nothing is done, has just made; of a link itself. */
    public static void give(int dir, String name, int uid, int gid) {
        if (uid != 0 || gid != 0) {
            chown(dir, name, uid, gid);
        }
    }

    /** Changes the permissions of anything but a link: EOPNOTSUPP for one, also if it was put there just now. */
    public static void chmod(int dir, String name, int mode) {
        int fd = openPath(dir, name);
        try {
            // The descriptor's entry leads to the very file, whatever has the name now; fchmodat(2) itself would follow a link.
            check(Natives.chmod(Scratch.get().path("/proc/self/fd/" + fd), mode), "chmod", name);
        } finally {
            close(fd);
        }
    }

    /** Sets access and change time to the same moment, of a link itself. */
    public static void setTime(int dir, String name, long seconds, int nanos) {
        Scratch scratch = Scratch.get();
        times(scratch, seconds, nanos);
        check(Natives.utimensat(dir, scratch.path(name), scratch.struct(), AT_SYMLINK_NOFOLLOW), "utimens", name);
    }

    static void times(Scratch scratch, long seconds, int nanos) {
        scratch.putLong(0, seconds).putLong(8, nanos).putLong(16, seconds).putLong(24, nanos);
    }

    /** A link's target. */
    public static String readlink(int dir, String name) {
        Scratch scratch = Scratch.get();
        long length = check(Natives.readlinkat(dir, scratch.path(name), scratch.bulkAddress(), Scratch.BULK), "readlink", name);
        return RawNames.decode(scratch.bulkBytes((int) length));
    }

    /** A file's facts, of a link itself. */
    public static FileStat stat(int dir, String name) {
        Scratch scratch = Scratch.get();
        check(Natives.statx(dir, scratch.path(name), AT_SYMLINK_NOFOLLOW, FileStat.STATX_BASIC, scratch.struct()), "stat", name);
        return FileStat.from(scratch);
    }

    /** A file's facts, or nothing where there is no such name. */
    public static Optional<FileStat> find(int dir, String name) {
        Scratch scratch = Scratch.get();
        int result = Natives.statx(dir, scratch.path(name), AT_SYMLINK_NOFOLLOW, FileStat.STATX_BASIC, scratch.struct());
        if (result < 0 && (LibC.errno() == Errno.ENOENT || LibC.errno() == Errno.ENOTDIR)) {
            return Optional.empty();
        }
        check(result, "stat", name);
        return Optional.of(FileStat.from(scratch));
    }

    /** Facts of an open file. */
    public static FileStat stat(int fd) {
        Scratch scratch = Scratch.get();
        check(Natives.statx(fd, scratch.path(""), AT_EMPTY_PATH, FileStat.STATX_BASIC, scratch.struct()), "stat", "descriptor " + fd);
        return FileStat.from(scratch);
    }
}
