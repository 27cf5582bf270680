package org.servin.linux.fs;

import com.sun.jna.Native;
import org.servin.linux.ErrnoException;
import org.servin.linux.Errno;
import org.servin.linux.internal.LibC;

/** The C library's file functions, by direct mapping. Pointers are plain addresses, see {@link Scratch}: that is JNA's fastest form. */
final class Natives {
    /** Number of openat2(2) on every architecture. */
    static final long NR_OPENAT2 = 437;
    /** Number of open_tree(2) on every architecture. */
    static final long NR_OPEN_TREE = 428;
    /** Number of move_mount(2) on every architecture. */
    static final long NR_MOVE_MOUNT = 429;
    /** Number of fsopen(2) on every architecture. */
    static final long NR_FSOPEN = 430;
    /** Number of fsconfig(2) on every architecture. */
    static final long NR_FSCONFIG = 431;
    /** Number of fsmount(2) on every architecture. */
    static final long NR_FSMOUNT = 432;
    /** Number of mount_setattr(2) on every architecture. */
    static final long NR_MOUNT_SETATTR = 442;
    /** Number of quotactl_fd(2) on every architecture. */
    static final long NR_QUOTACTL_FD = 443;

    static {
        Native.register(Natives.class, "c");
    }

    private Natives() { }

    static native long syscall(long number, long a, long b, long c, long d);

    static native long syscall(long number, long a, long b, long c, long d, long e);

    static native int openat(int dir, long path, int flags, int mode);

    static native int mkdirat(int dir, long path, int mode);

    static native int mknodat(int dir, long path, int mode, long device);

    static native int symlinkat(long target, int dir, long path);

    static native int linkat(int fromDir, long from, int toDir, long to, int flags);

    static native int unlinkat(int dir, long path, int flags);

    static native int renameat2(int fromDir, long from, int toDir, long to, int flags);

    static native int fchownat(int dir, long path, int uid, int gid, int flags);

    static native int fchown(int fd, int uid, int gid);

    static native int fchmod(int fd, int mode);

    static native int chmod(long path, int mode);

    static native int utimensat(int dir, long path, long times, int flags);

    static native int futimens(int fd, long times);

    static native long readlinkat(int dir, long path, long buffer, long size);

    static native int statx(int dir, long path, int flags, int mask, long buffer);

    static native int ftruncate(int fd, long size);

    static native long lseek(int fd, long offset, int whence);

    static native long read(int fd, long buffer, long count);

    static native long write(int fd, long buffer, long count);

    static native int fsync(int fd);

    static native int syncfs(int fd);

    static native long copy_file_range(int in, long inOffset, int out, long outOffset, long count, int flags);

    static native long getdents64(int fd, long buffer, long size);

    static native long fgetxattr(int fd, long name, long value, long size);

    static native int fsetxattr(int fd, long name, long value, long size, int flags);

    static native long flistxattr(int fd, long list, long size);

    static native int fremovexattr(int fd, long name);

    static native long lgetxattr(long path, long name, long value, long size);

    static native int lsetxattr(long path, long name, long value, long size, int flags);

    static native long llistxattr(long path, long list, long size);

    static native int fstatfs(int fd, long buffer);

    static native int ioctl(int fd, long request, long argument);

    static native int mount(long source, long target, long type, long flags, long data);

    static native int umount2(long target, int flags);

    static native int unshare(int flags);

    static native int chdir(long path);

    /** Whether a call that gave this result is to be made again. */
    static boolean again(long result) {
        return result < 0 && LibC.errno() == Errno.EINTR;
    }

    /** The result, or the failure. */
    static int check(int result, String call, String subject) {
        if (result < 0) {
            throw new ErrnoException(call, subject, LibC.errno());
        }
        return result;
    }

    /** The result, or the failure. */
    static long check(long result, String call, String subject) {
        if (result < 0) {
            throw new ErrnoException(call, subject, LibC.errno());
        }
        return result;
    }
}
