package org.servin.image.internal.layer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Directories;
import org.servin.linux.fs.FileData;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.OpenFlags;
import org.servin.linux.fs.Xattrs;

/** Looks for the first thing in which two trees of files differ: names, kinds, owners, permissions, times, links, attributes and content. Used by one thread. */
final class TreeDifference {
    private static final int CHUNK = 64 * 1024;
    private final byte[] ours = new byte[CHUNK];
    private final byte[] theirs = new byte[CHUNK];

    /** Where the tree differs from what it should be, and in what; empty if nowhere. */
    Optional<String> find(Path tree, Path wanted) {
        int a = At.openFolder(tree);
        try {
            int b = At.openFolder(wanted);
            try {
                return facts("/", At.stat(a), At.stat(b)).or(() -> folder("", a, b));
            } finally {
                At.close(b);
            }
        } finally {
            At.close(a);
        }
    }

    private Optional<String> folder(String path, int a, int b) {
        TreeSet<String> names = new TreeSet<>(names(a));
        for (String name : names(b)) {
            if (!names.remove(name)) {
                return Optional.of(path + "/" + name + " is missing");
            }
            Optional<String> found = entry(path + "/" + name, name, a, b);
            if (found.isPresent()) {
                return found;
            }
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(path + "/" + names.first() + " does not belong there");
    }

    private static List<String> names(int folder) {
        return Directories.sorted(folder).stream().map(Directories.Entry::name).toList();
    }

    private Optional<String> entry(String path, String name, int a, int b) {
        FileStat found = At.stat(a, name);
        Optional<String> facts = facts(path, found, At.stat(b, name)).or(() -> attributes(path, name, a, b));
        if (facts.isPresent()) {
            return facts;
        }
        if (found.isSymlink()) {
            return At.readlink(a, name).equals(At.readlink(b, name)) ? Optional.empty() : Optional.of(path + " leads elsewhere");
        }
        if (found.isDirectory()) {
            return opened(name, a, b, OpenFlags.O_DIRECTORY, (x, y) -> folder(path, x, y));
        }
        return found.isRegular() ? opened(name, a, b, 0, (x, y) -> content(path, x, y)) : Optional.empty();
    }

    private interface Comparison {
        Optional<String> compare(int a, int b);
    }

    private static Optional<String> opened(String name, int a, int b, int more, Comparison comparison) {
        int flags = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC | more;
        int x = At.open(a, name, flags, 0);
        try {
            int y = At.open(b, name, flags, 0);
            try {
                return comparison.compare(x, y);
            } finally {
                At.close(y);
            }
        } finally {
            At.close(x);
        }
    }

    /** A folder that no archive names, and what stands for a file that is gone, have the time at which they were made. */
    private static Optional<String> facts(String path, FileStat found, FileStat wanted) {
        if (found.type() != wanted.type() || found.rdev() != wanted.rdev()) {
            return Optional.of(path + " is of another kind");
        }
        if (found.mode() != wanted.mode() || found.uid() != wanted.uid() || found.gid() != wanted.gid()) {
            return Optional.of(path + " has another owner or other permissions");
        }
        if (found.isDirectory() || found.isWhiteout()) {
            return Optional.empty();
        }
        if (found.size() != wanted.size()) {
            return Optional.of(path + " has " + found.size() + " bytes instead of " + wanted.size());
        }
        boolean same = found.nlink() == wanted.nlink() && found.mtime().equals(wanted.mtime());
        return same ? Optional.empty() : Optional.of(path + " has another time or other links");
    }

    private static Optional<String> attributes(String path, String name, int a, int b) {
        TreeSet<String> names = new TreeSet<>(Xattrs.list(a, name));
        boolean same = names.equals(new TreeSet<>(Xattrs.list(b, name)))
                && names.stream().allMatch(key -> Arrays.equals(Xattrs.get(a, name, key).orElseThrow(), Xattrs.get(b, name, key).orElseThrow()));
        return same ? Optional.empty() : Optional.of(path + " has other attributes");
    }

    private Optional<String> content(String path, int a, int b) {
        while (true) {
            int n = fill(a, ours);
            if (n != fill(b, theirs) || !Arrays.equals(ours, 0, n, theirs, 0, n)) {
                return Optional.of(path + " has other content");
            }
            if (n == 0) {
                return Optional.empty();
            }
        }
    }

    private static int fill(int fd, byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int n = FileData.read(fd, bytes, at, bytes.length - at);
            if (n == 0) {
                return at;
            }
            at += n;
        }
        return at;
    }
}
