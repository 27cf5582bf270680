package org.servin.linux.fs;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/** Adds up the sizes of a tree's files, each hard-linked one once. What vanishes meanwhile is passed over. */
public final class TreeSize {
    private record File(long dev, long ino) { }

    private final Set<File> seen = new HashSet<>();
    private long bytes;

    private TreeSize() { }

    /** Bytes of all files below a folder, as dockerd counts: lengths, not blocks. */
    public static long of(Path folder) {
        TreeSize size = new TreeSize();
        int fd = At.openFolder(folder);
        try {
            size.add(fd);
        } finally {
            At.close(fd);
        }
        return size.bytes;
    }

    private void add(int fd) {
        for (Directories.Entry entry : Directories.entries(fd)) {
            At.find(fd, entry.name()).ifPresent(stat -> {
                if (stat.isDirectory()) {
                    enter(fd, entry.name());
                } else if (stat.nlink() == 1 || seen.add(new File(stat.dev(), stat.ino()))) {
                    bytes += stat.size();
                }
            });
        }
    }

    private void enter(int dir, String name) {
        int fd;
        try {
            fd = At.openFolder(dir, name);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return;
            }
            throw e;
        }
        try {
            add(fd);
        } finally {
            At.close(fd);
        }
    }
}
