package org.servin.linux.fs;

import static org.servin.linux.fs.OpenFlags.O_CREAT;
import static org.servin.linux.fs.OpenFlags.O_EXCL;
import static org.servin.linux.fs.OpenFlags.O_NOFOLLOW;
import static org.servin.linux.fs.OpenFlags.O_NONBLOCK;
import static org.servin.linux.fs.OpenFlags.O_RDONLY;
import static org.servin.linux.fs.OpenFlags.O_WRONLY;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/**
 * Copies a tree with everything: owners, modes, times, extended attributes, hard links, devices. Shares the data's blocks where the file
 * system can. By descriptors; links are copied, never followed.
 */
public final class TreeCopy {
    private record Inode(long dev, long ino) { }

    /** The first copy of a file with several names: a path below the target. */
    private final Map<Inode, String> linked = new HashMap<>();
    private final int target;

    private TreeCopy(int target) {
        this.target = target;
    }

    /** Copies what is in one folder, and the folder's own facts, to another that is there and empty. */
    public static void copy(Path from, Path to) {
        int source = At.openFolder(from);
        try {
            int target = At.openFolder(to);
            try {
                copy(source, target);
            } finally {
                At.close(target);
            }
        } finally {
            At.close(source);
        }
    }

    /** The same by descriptors, which must have been opened for reading. */
    public static void copy(int source, int target) {
        new TreeCopy(target).folder(source, target, "");
    }

    private void folder(int source, int destination, String path) {
        for (Directories.Entry entry : Directories.entries(source)) {
            String name = entry.name();
            FileStat stat = At.stat(source, name);
            String below = path.isEmpty() ? name : path + "/" + name;
            if (stat.isDirectory()) {
                subfolder(source, destination, name, below);
            } else {
                file(source, destination, name, below, stat);
            }
        }
        FileStat stat = At.stat(source);
        FileData.chown(destination, stat.uid(), stat.gid());
        FileData.chmod(destination, stat.permissions());
        for (String attribute : Xattrs.list(source)) {
            Xattrs.get(source, attribute).ifPresent(value -> setAttribute(destination, attribute, value));
        }
        FileData.setTime(destination, stat.mtimeSeconds(), stat.mtimeNanos());
    }

    private void subfolder(int source, int destination, String name, String below) {
        int from = At.openFolder(source, name);
        try {
            At.mkdir(destination, name, 0700);
            int to = At.openFolder(destination, name);
            try {
                folder(from, to, below);
            } finally {
                At.close(to);
            }
        } finally {
            At.close(from);
        }
    }

    private void file(int source, int destination, String name, String below, FileStat stat) {
        if (stat.nlink() > 1) {
            String first = linked.putIfAbsent(new Inode(stat.dev(), stat.ino()), below);
            if (first != null) {
                linkTo(first, destination, name);
                return;
            }
        }
        if (stat.isRegular()) {
            regular(source, destination, name, stat);
        } else {
            special(source, destination, name, stat);
        }
    }

    private void linkTo(String first, int destination, String name) {
        int slash = first.lastIndexOf('/');
        int folder = slash < 0 ? -1 : At.openIn(target, first.substring(0, slash), OpenFlags.O_PATH, 0);
        try {
            At.link(slash < 0 ? target : folder, first.substring(slash + 1), destination, name);
        } finally {
            if (folder >= 0) {
                At.close(folder);
            }
        }
    }

    private static void regular(int source, int destination, String name, FileStat stat) {
        int from = At.open(source, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
        try {
            int to = At.open(destination, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
            try {
                if (stat.size() > 0) {
                    FileData.copy(from, to);
                }
                FileData.chown(to, stat.uid(), stat.gid());
                FileData.chmod(to, stat.permissions());
                for (String attribute : Xattrs.list(from)) {
                    Xattrs.get(from, attribute).ifPresent(value -> setAttribute(to, attribute, value));
                }
                FileData.setTime(to, stat.mtimeSeconds(), stat.mtimeNanos());
            } finally {
                At.close(to);
            }
        } finally {
            At.close(from);
        }
    }

    private static void special(int source, int destination, String name, FileStat stat) {
        if (stat.isSymlink()) {
            At.symlink(At.readlink(source, name), destination, name);
        } else {
            At.mknod(destination, name, stat.type() | 0600, stat.rdev());
        }
        At.chown(destination, name, stat.uid(), stat.gid());
        if (!stat.isSymlink()) {
            At.chmod(destination, name, stat.permissions());
        }
        for (String attribute : Xattrs.list(source, name)) {
            Xattrs.get(source, name, attribute).ifPresent(value -> {
                try {
                    Xattrs.set(destination, name, attribute, value);
                } catch (ErrnoException e) {
                    refuseUnlessUnsupported(e);
                }
            });
        }
        At.setTime(destination, name, stat.mtimeSeconds(), stat.mtimeNanos());
    }

    private static void setAttribute(int fd, String attribute, byte[] value) {
        try {
            Xattrs.set(fd, attribute, value);
        } catch (ErrnoException e) {
            refuseUnlessUnsupported(e);
        }
    }

    /** The target's file system may know fewer attributes than the source's; everything else must be copied. */
    private static void refuseUnlessUnsupported(ErrnoException e) {
        if (!e.is(Errno.EOPNOTSUPP)) {
            throw e;
        }
    }
}
