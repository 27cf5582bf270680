package org.servin.storage.vfs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Directories;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.Xattrs;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.Change.Kind;

/** Compares two trees as {@code docker diff} tells it: a folder is changed if its owner or mode is, or if something in it is. */
final class TreeChanges {
    private static final String CAPABILITY = "security.capability";

    private final List<Change> changes = new ArrayList<>();
    private long bytes;

    private TreeChanges() { }

    static TreeChanges of(Path now, Optional<Path> before) {
        TreeChanges walk = new TreeChanges();
        int fd = At.openFolder(now);
        int old = -1;
        try {
            old = before.map(At::openFolder).orElse(-1);
            walk.folder("", fd, old);
        } finally {
            At.close(fd);
            if (old >= 0) {
                At.close(old);
            }
        }
        return walk;
    }

    /** Parents before children, sorted by name. */
    List<Change> changes() {
        return List.copyOf(changes);
    }

    /** Sizes of the files that are new or changed. */
    long bytes() {
        return bytes;
    }

    /** {@code before} is -1 where there was no folder. */
    private void folder(String path, int now, int before) {
        Set<String> gone = new LinkedHashSet<>();
        if (before >= 0) {
            Directories.sorted(before).forEach(entry -> gone.add(entry.name()));
        }
        for (Directories.Entry entry : Directories.sorted(now)) {
            boolean was = gone.remove(entry.name());
            entry(path + "/" + entry.name(), entry.name(), now, was ? before : -1);
        }
        gone.forEach(name -> changes.add(new Change(Kind.DELETED, path + "/" + name)));
    }

    private void entry(String path, String name, int now, int before) {
        Optional<FileStat> found = At.find(now, name);
        if (found.isEmpty()) {
            return;
        }
        FileStat stat = found.get();
        Optional<FileStat> was = before < 0 ? Optional.empty() : At.find(before, name);
        int place = changes.size();
        if (stat.isDirectory()) {
            subfolder(path, name, now, was.filter(FileStat::isDirectory).isPresent() ? before : -1);
        }
        boolean changed = was.isEmpty() || changes.size() > place || differs(stat, was.get()) || capabilityDiffers(name, now, before);
        if (changed) {
            changes.add(place, new Change(was.isEmpty() ? Kind.ADDED : Kind.MODIFIED, path));
            bytes += stat.isRegular() ? stat.size() : 0;
        }
    }

    private void subfolder(String path, String name, int now, int before) {
        int fd = At.openFolder(now, name);
        int old = -1;
        try {
            old = before < 0 ? -1 : At.openFolder(before, name);
            folder(path, fd, old);
        } finally {
            At.close(fd);
            if (old >= 0) {
                At.close(old);
            }
        }
    }

    private static boolean differs(FileStat now, FileStat before) {
        boolean facts = now.mode() != before.mode() || now.uid() != before.uid() || now.gid() != before.gid() || now.rdev() != before.rdev();
        return facts || !now.isDirectory() && (now.size() != before.size()
                || now.mtimeSeconds() != before.mtimeSeconds() || now.mtimeNanos() != before.mtimeNanos());
    }

    private static boolean capabilityDiffers(String name, int now, int before) {
        return !Arrays.equals(Xattrs.get(now, name, CAPABILITY).orElse(null), Xattrs.get(before, name, CAPABILITY).orElse(null));
    }
}
