package org.servin.linux.process;

import com.sun.jna.Memory;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;
import org.servin.linux.io.Descriptors;

/** Files without a name, in memory (memfd_create(2)). */
public final class MemoryFile {
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10;
    private static final int F_ADD_SEALS = 1033;
    private static final int ALL_SEALS = 0x0f;

    private MemoryFile() { }

    /** A file that can be executed, and never be changed again by anybody. */
    public static Fd sealedProgram(String name, byte[] content) {
        return sealed(name, content, 0, content.length, MFD_EXEC);
    }

    /** A file that can never be changed by anybody, for others to read. */
    public static Fd sealed(String name, byte[] content, int offset, int length) {
        return sealed(name, content, offset, length, 0);
    }

    private static Fd sealed(String name, byte[] content, int offset, int length, int flags) {
        Fd file = new Fd(create(name, flags));
        try {
            Descriptors.pwrite(file.number(), content, offset, length, 0);
            ProcessCalls.check(ProcessCalls.fcntl(file.number(), F_ADD_SEALS, ALL_SEALS), "fcntl F_ADD_SEALS", name);
            return file;
        } catch (ErrnoException e) {
            file.close();
            throw e;
        }
    }

    private static int create(String name, int flags) {
        try (Memory text = ProcessCalls.text(name)) {
            int fd = ProcessCalls.memfd_create(text, MFD_CLOEXEC | MFD_ALLOW_SEALING | flags);
            if (fd < 0 && LibC.errno() == Errno.EINVAL) {
                fd = ProcessCalls.memfd_create(text, MFD_CLOEXEC | MFD_ALLOW_SEALING); // before Linux 6.3 every one can be executed
            }
            return ProcessCalls.check(fd, "memfd_create", name);
        }
    }
}
