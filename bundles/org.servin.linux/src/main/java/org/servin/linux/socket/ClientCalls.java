package org.servin.linux.socket;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The C library's functions of this topic; constants are those of Linux on x86_64 and aarch64. */
final class ClientCalls {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_ERROR = 4;
    static final int SCM_RIGHTS = 1;
    static final int IPPROTO_TCP = 6;
    static final int TCP_NODELAY = 1;
    static final int TCP_INFO = 11;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    /** How many bytes were not acknowledged, or of a socket of the machine, not read: linux/sockios.h. */
    static final long SIOCOUTQ = 0x5411;

    static {
        Native.register(ClientCalls.class, "c");
    }

    private ClientCalls() { }

    static native int socket(int family, int type, int protocol);

    static native int connect(int fd, byte[] address, int length);

    static native long send(int fd, Pointer data, long length, int flags);

    static native long recv(int fd, byte[] data, long length, int flags);

    static native long sendmsg(int fd, Pointer message, int flags);

    static native int sendmmsg(int fd, Pointer messages, int count, int flags);

    static native int ioctl(int fd, long request, Pointer argument);

    static native int setsockopt(int fd, int level, int option, byte[] value, int length);

    static native int getsockopt(int fd, int level, int option, byte[] value, int[] length);
}
