package org.servin.storage.overlay2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Directories;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.Xattrs;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.Change.Kind;

/**
 * Reads off an upper folder what was changed, as {@code docker diff} tells it: a file that was copied up but is as before is no change, a
 * folder is changed if its owner or mode is or if something in it is. Costs as much as the upper folder is large, not the image.
 */
final class UpperChanges {
    private static final String OPAQUE = "trusted.overlay.opaque";
    private static final String CAPABILITY = "security.capability";

    private final List<Change> changes = new ArrayList<>();

    private UpperChanges() { }

    /** The changes; lowers from the top. */
    static List<Change> of(Path upper, List<Path> lowers) {
        UpperChanges walk = new UpperChanges();
        List<Integer> open = new ArrayList<>();
        try {
            int top = At.openFolder(upper);
            open.add(top);
            lowers.forEach(lower -> open.add(At.openFolder(lower)));
            walk.folder("", top, open.subList(1, open.size()), isOpaque(top));
        } finally {
            open.forEach(At::close);
        }
        return walk.changes;
    }

    private static boolean isOpaque(int fd) {
        return Xattrs.get(fd, OPAQUE).filter(value -> value.length == 1 && value[0] == 'y').isPresent();
    }

    /** Compares a folder with what the lower layers have at its place, from the top. */
    private void folder(String path, int upper, List<Integer> lowers, boolean opaque) {
        Set<String> names = new LinkedHashSet<>();
        for (Directories.Entry entry : Directories.sorted(upper)) {
            names.add(entry.name());
            entry(path + "/" + entry.name(), entry.name(), upper, lowers);
        }
        if (opaque) {
            hidden(lowers).stream().filter(name -> !names.contains(name)).forEach(name -> changes.add(new Change(Kind.DELETED, path + "/" + name)));
        }
    }

    private void entry(String path, String name, int upper, List<Integer> lowers) {
        Optional<FileStat> found = At.find(upper, name);
        if (found.isEmpty()) {
            return;
        }
        FileStat stat = found.get();
        Optional<FileStat> before = before(name, lowers);
        if (stat.isWhiteout()) {
            before.ifPresent(lower -> changes.add(new Change(Kind.DELETED, path)));
        } else if (!stat.isDirectory()) {
            if (before.isEmpty()) {
                changes.add(new Change(Kind.ADDED, path));
            } else if (differs(stat, before.get()) || capabilityDiffers(name, upper, lowers)) {
                changes.add(new Change(Kind.MODIFIED, path));
            }
        } else {
            subfolder(path, name, upper, lowers, stat, before);
        }
    }

    private void subfolder(String path, String name, int upper, List<Integer> lowers, FileStat stat, Optional<FileStat> before) {
        int place = changes.size();
        int fd;
        try {
            fd = At.openFolder(upper, name);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return; // the container runs and has removed it just now
            }
            throw e;
        }
        List<Integer> below = new ArrayList<>();
        try {
            descend(name, lowers, below);
            folder(path, fd, below, isOpaque(fd));
        } finally {
            At.close(fd);
            below.forEach(At::close);
        }
        if (before.isEmpty()) {
            changes.add(place, new Change(Kind.ADDED, path));
        } else if (changes.size() > place || differs(stat, before.get())) {
            changes.add(place, new Change(Kind.MODIFIED, path));
        }
    }

    /** What had the name in the layers below. */
    private static Optional<FileStat> before(String name, List<Integer> lowers) {
        for (int lower : lowers) {
            Optional<FileStat> stat = At.find(lower, name);
            if (stat.isPresent()) {
                return stat.filter(found -> !found.isWhiteout());
            }
        }
        return Optional.empty();
    }

    /** Opens the folders that are merged under a name: down to the first that hides the rest. */
    private static void descend(String name, List<Integer> lowers, List<Integer> opened) {
        for (int lower : lowers) {
            Optional<FileStat> stat = At.find(lower, name);
            if (stat.isPresent()) {
                if (!stat.get().isDirectory()) {
                    return;
                }
                int fd = At.openFolder(lower, name);
                opened.add(fd);
                if (isOpaque(fd)) {
                    return;
                }
            }
        }
    }

    /** Names that the merged lower folders show. */
    private static Set<String> hidden(List<Integer> lowers) {
        Set<String> shown = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>();
        for (int lower : lowers) {
            for (Directories.Entry entry : Directories.sorted(lower)) {
                if (seen.add(entry.name()) && !At.stat(lower, entry.name()).isWhiteout()) {
                    shown.add(entry.name());
                }
            }
        }
        return shown;
    }

    private static boolean differs(FileStat now, FileStat before) {
        boolean facts = now.mode() != before.mode() || now.uid() != before.uid() || now.gid() != before.gid() || now.rdev() != before.rdev();
        return facts || !now.isDirectory() && (now.size() != before.size()
                || now.mtimeSeconds() != before.mtimeSeconds() || now.mtimeNanos() != before.mtimeNanos());
    }

    private static boolean capabilityDiffers(String name, int upper, List<Integer> lowers) {
        Optional<byte[]> now = Xattrs.get(upper, name, CAPABILITY);
        Optional<byte[]> before = Optional.empty();
        for (int lower : lowers) {
            if (At.find(lower, name).isPresent()) {
                before = Xattrs.get(lower, name, CAPABILITY);
                break;
            }
        }
        return !Arrays.equals(now.orElse(null), before.orElse(null));
    }
}
