package org.servin.linux.internal;

import com.sun.jna.Native;

/** The C library's functions that more than one topic calls, by JNA's direct mapping. Topics declare the rest in their own packages. */
public final class LibC {
    static {
        Native.register(LibC.class, "c");
    }

    private LibC() { }

    /** close(2); errors are passed over, since the descriptor is gone in any case on Linux. */
    public static native int close(int fd);

    /** errno of this thread's last call. */
    public static int errno() {
        return Native.getLastError();
    }
}
