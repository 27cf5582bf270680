package org.servin.linux.cgroup;

import com.sun.jna.Native;

/** The system calls of this package, by direct mapping. Paths are bytes with a zero at the end. */
final class CgroupCalls {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 01;
    static final int O_TRUNC = 01000;
    static final int O_DIRECTORY = "aarch64".equals(System.getProperty("os.arch")) ? 040000 : 0200000;
    static final int O_CLOEXEC = 02000000;
    static final short POLLPRI = 2;

    static {
        Native.register(CgroupCalls.class, "c");
    }

    private CgroupCalls() { }

    static native int open(byte[] path, int flags, int mode);

    static native long pread(int fd, byte[] buffer, long size, long offset);

    static native long write(int fd, byte[] buffer, long size);

    static native int mkdir(byte[] path, int mode);

    static native int rmdir(byte[] path);

    static native int poll(byte[] descriptors, long count, int timeoutMillis);

    static native int kill(int pid, int signal);

    static native long syscall(long number, int command, byte[] attributes, int size);
}
