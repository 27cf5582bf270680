package org.servin.linux.io;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The C library's functions of this topic. {@code size_t}, {@code ssize_t} and {@code off_t} are 64 bits wide wherever the engine runs. */
final class IoCalls {
    static {
        Native.register(IoCalls.class, "c");
    }

    private IoCalls() { }

    static native int open(Pointer path, int flags, int mode);

    static native int pipe2(Pointer pair, int flags);

    static native long read(int fd, Pointer buffer, long count);

    static native long write(int fd, Pointer buffer, long count);

    static native long pread(int fd, Pointer buffer, long count, long offset);

    static native long pwrite(int fd, Pointer buffer, long count, long offset);

    static native long splice(int in, Pointer inOffset, int out, Pointer outOffset, long count, int flags);

    static native long tee(int in, int out, long count, int flags);

    static native int ftruncate(int fd, long length);

    static native int fallocate(int fd, int mode, long offset, long length);

    static native long lseek(int fd, long offset, int whence);

    static native int fcntl(int fd, int command, long argument);

    static native int ioctl(int fd, long request, Pointer argument);

    static native int eventfd(int initial, int flags);

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epoll, int operation, int fd, Pointer event);

    static native int epoll_wait(int epoll, Pointer events, int maximum, int milliseconds);

    static native int poll(Pointer descriptors, long count, int milliseconds);
}
