package org.servin.linux.listen;

import com.sun.jna.Native;

/** The C library's functions of this topic; constants are those of Linux on x86_64 and aarch64. */
final class ListenCalls {
    static final int SOL_SOCKET = 1;
    static final int SO_PEERCRED = 17;

    static {
        Native.register(ListenCalls.class, "c");
    }

    private ListenCalls() { }

    static native int getsockopt(int fd, int level, int option, byte[] value, int[] length);

    /** errno of this thread's last call. */
    static int errno() {
        return Native.getLastError();
    }
}
