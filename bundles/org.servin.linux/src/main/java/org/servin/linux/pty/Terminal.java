package org.servin.linux.pty;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;

/** Calls on a pseudo terminal's near end. */
public final class Terminal {
    private static final long TIOCSWINSZ = 0x5414;

    static {
        Native.register(Terminal.class, "c");
    }

    private Terminal() { }

    private static native int ioctl(int fd, long request, Pointer argument);

    /** Sets the size; the foreground process group gets SIGWINCH if it changed. Values over 65535 are cut. */
    public static void resize(Fd master, int rows, int columns) {
        try (Memory size = new Memory(8)) {
            size.setShort(0, (short) Math.min(rows, 0xffff));
            size.setShort(2, (short) Math.min(columns, 0xffff));
            size.setInt(4, 0);
            if (master.use(fd -> ioctl(fd, TIOCSWINSZ, size)) < 0) {
                throw new ErrnoException("ioctl TIOCSWINSZ", master.toString(), LibC.errno());
            }
        }
    }
}
