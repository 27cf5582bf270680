package org.servin.runtime.internal.user;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.OpenFlags;
import org.servin.linux.io.Descriptors;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Reads a container's account files. Whoever made the image decides what is at their paths: only plain files of a bounded size are read, and only inside its root. */
public final class ContainerAccounts {
    private static final int LARGEST = 4 << 20;

    private ContainerAccounts() { }

    /** The accounts of the container that a process is in, as the host numbers it. */
    public static UserLookup of(int pid) {
        try (Fd root = new Fd(At.open(At.CWD, "/proc/" + pid + "/root", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0))) {
            return in(root);
        }
    }

    /** The accounts below a root. */
    static UserLookup in(Fd root) {
        return new UserLookup(read(root, "/etc/passwd"), read(root, "/etc/group"));
    }

    private static String read(Fd root, String path) {
        try (Fd found = new Fd(At.openIn(root.number(), path, OpenFlags.O_PATH, 0))) { // opening a device would already do something
            FileStat stat = At.stat(found.number());
            if (stat.isCharacterDevice()) { // how a masked path looks
                return "";
            }
            if (!stat.isRegular()) {
                throw new ServinException(ErrorKind.INTERNAL, path + " of the container is not a regular file");
            }
            try (Fd file = new Fd(At.open(At.CWD, "/proc/self/fd/" + found.number(), OpenFlags.O_RDONLY, 0))) {
                return content(file, path);
            }
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return "";
            }
            throw ServinException.internal("cannot read " + path + " of the container: " + e.getMessage(), e);
        }
    }

    private static String content(Fd file, String path) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        for (int n; (n = Descriptors.read(file.number(), buffer, 0, buffer.length)) > 0;) {
            content.write(buffer, 0, n);
            if (content.size() > LARGEST) {
                throw new ServinException(ErrorKind.INTERNAL, path + " of the container is larger than " + LARGEST + " bytes");
            }
        }
        return content.toString(StandardCharsets.UTF_8);
    }
}
