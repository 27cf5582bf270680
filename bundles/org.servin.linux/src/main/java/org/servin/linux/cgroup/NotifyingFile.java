package org.servin.linux.cgroup;

import java.nio.charset.StandardCharsets;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.internal.LibC;

/**
 * A file of version 2 that notifies, such as {@code memory.events}, kept open: epoll reports {@code EPOLLPRI} on its descriptor as long as it has changed
 * since it was last read (cgroup-v2.rst, "cgroup.events"). Thread-safe.
 */
public final class NotifyingFile implements AutoCloseable {
    /** Such files have a few lines, which the kernel gives at once. */
    private static final int MOST = 1024;
    private final Fd fd;
    private final String path;

    private NotifyingFile(Fd fd, String path) {
        this.fd = fd;
        this.path = path;
    }

    /** Opens a file of a group. Read it once: epoll reports it until then. */
    public static NotifyingFile open(CgroupFolder group, String file) {
        return new NotifyingFile(new Fd(group.open(file, CgroupCalls.O_RDONLY)), group.path().resolve(file).toString());
    }

    /** The descriptor's number. */
    public int descriptor() {
        return fd.number();
    }

    /** Reads the file, and gives the number behind a key; 0 if it has no such line, or the group is gone. */
    public long number(String key) {
        String line = key + " ";
        return read().lines().filter(l -> l.startsWith(line)).mapToLong(l -> CgroupFolder.number(l.substring(line.length()))).findFirst().orElse(0);
    }

    private String read() {
        byte[] bytes = new byte[MOST];
        while (true) {
            long got = fd.use(number -> CgroupCalls.pread(number, bytes, MOST, 0));
            if (got >= 0) {
                return new String(bytes, 0, (int) got, StandardCharsets.UTF_8);
            }
            int errno = LibC.errno();
            if (errno == Errno.ENODEV) {
                return "";
            }
            if (errno != Errno.EINTR) {
                throw new ErrnoException("read", path, errno);
            }
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
