package org.servin.linux.fs;

import static org.servin.linux.fs.Natives.check;

import org.servin.linux.Errno;
import org.servin.linux.internal.LibC;

/** Limits of space for all files of a project, as xfs and ext4 have them: a folder belongs to a project, and what is made in it does too. Thread-safe. */
public final class ProjectQuotas {
    /** Of {@code linux/fs.h}. */
    private static final long FS_IOC_FSGETXATTR = 0x801c581fL;
    private static final long FS_IOC_FSSETXATTR = 0x401c5820L;
    private static final int XFLAGS = 0;
    private static final int PROJECT = 12;
    private static final int INHERITED = 0x200;
    /** Of {@code linux/quota.h} and {@code linux/dqblk_xfs.h}: ext4 answers to these as well. */
    private static final int PROJECTS = 2;
    private static final int SET_LIMIT = ('X' << 8) + 4;
    private static final int GET_STATE = ('X' << 8) + 5;
    private static final int GET_NEXT = ('X' << 8) + 9;
    private static final int ENFORCED = 1 << 5;
    private static final int HARD_AND_SOFT = 1 << 3 | 1 << 2;
    private static final int BLOCK = 512;
    private static final int LIMIT_SIZE = 112;

    private ProjectQuotas() { }

    /** Whether an open folder's file system keeps projects within their limits. */
    public static boolean enforced(int fd) {
        Scratch scratch = Scratch.get();
        // A failure is the answer of file systems, and of kernels, that know no such thing.
        return Natives.syscall(Natives.NR_QUOTACTL_FD, fd, GET_STATE << 8 | PROJECTS, 0, scratch.struct()) == 0 && (scratch.getShort(2) & ENFORCED) != 0;
    }

    /** Puts an open, empty folder into a project of its own that takes so many bytes at most. One that nobody on this file system has, whatever for. */
    public static synchronized void confine(int fd, long bytes) {
        int project = 1 + highest(fd);
        limit(fd, project, bytes);
        join(fd, project);
    }

    private static int highest(int fd) {
        Scratch scratch = Scratch.get();
        int highest = 0;
        while (Natives.syscall(Natives.NR_QUOTACTL_FD, fd, GET_NEXT << 8 | PROJECTS, highest + 1L, scratch.struct()) == 0) {
            highest = scratch.getInt(4);
        }
        if (LibC.errno() != Errno.ENOENT && LibC.errno() != Errno.ESRCH) {
            check(-1, "quotactl", "next project after " + highest);
        }
        return highest;
    }

    private static Scratch read(int fd) {
        Scratch scratch = Scratch.get();
        check(Natives.ioctl(fd, FS_IOC_FSGETXATTR, scratch.struct()), "FS_IOC_FSGETXATTR", "");
        return scratch;
    }

    private static void join(int fd, int project) {
        Scratch scratch = read(fd);
        scratch.putInt(XFLAGS, scratch.getInt(XFLAGS) | INHERITED).putInt(PROJECT, project);
        check(Natives.ioctl(fd, FS_IOC_FSSETXATTR, scratch.struct()), "FS_IOC_FSSETXATTR", "");
    }

    /** Bytes are rounded up to the kernel's blocks. */
    private static void limit(int fd, int project, long bytes) {
        long blocks = (bytes + BLOCK - 1) / BLOCK;
        Scratch scratch = Scratch.get();
        for (int at = 0; at < LIMIT_SIZE; at += Long.BYTES) {
            scratch.putLong(at, 0);
        }
        scratch.putInt(0, 1 | PROJECTS << 8 | HARD_AND_SOFT << 16).putInt(4, project).putLong(8, blocks).putLong(16, blocks);
        check(Natives.syscall(Natives.NR_QUOTACTL_FD, fd, SET_LIMIT << 8 | PROJECTS, project, scratch.struct()), "quotactl", "project " + project);
    }
}
