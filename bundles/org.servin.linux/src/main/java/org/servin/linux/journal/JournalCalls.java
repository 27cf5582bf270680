package org.servin.linux.journal;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The C library's functions of this topic. */
final class JournalCalls {
    static {
        Native.register(JournalCalls.class, "c");
    }

    private JournalCalls() { }

    static native void free(Pointer memory);
}
