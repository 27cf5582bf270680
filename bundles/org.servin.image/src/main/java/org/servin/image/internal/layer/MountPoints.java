package org.servin.image.internal.layer;

import static org.servin.linux.fs.OpenFlags.O_CREAT;
import static org.servin.linux.fs.OpenFlags.O_EXCL;
import static org.servin.linux.fs.OpenFlags.O_WRONLY;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Directories;
import org.servin.linux.fs.FileStat;
import org.servin.spi.Owner;

/**
 * Fills the layer of mount points with what dockerd's has. What the image has is looked at by descriptors, name by name, and never through a link; folders
 * that the image has too keep their owner, mode and time.
 */
final class MountPoints {
    private static final List<String> FOLDERS = List.of("dev/pts", "dev/shm", "proc", "sys");
    private static final List<String> FILES = List.of(".dockerenv", "dev/console", "etc/hostname", "etc/hosts", "etc/resolv.conf");
    private static final int MODE = 0755;

    /** A folder whose times are put back at the end. */
    private record Touched(int dir, FileStat before) { }

    private final List<Integer> open = new ArrayList<>();
    private final List<Touched> touched = new ArrayList<>();

    private final Owner owner;

    private MountPoints(Owner owner) {
        this.owner = owner;
    }

    /**
     * Fills a folder.
     *
     * @param lower descriptor of the image's root file system, where the folder does not hold its files already; else negative
     * @param owner whom new files and folders belong to
     */
    static void write(Path folder, int lower, Owner owner) {
        new MountPoints(owner).fill(folder, lower);
    }

    private void fill(Path folder, int lower) {
        try {
            int root = keep(At.openFolder(folder));
            if (lower >= 0) {
                copyFacts(root, At.stat(lower));
            } else if (!owner.equals(Owner.ROOT) && Directories.entries(root).isEmpty()) {
                own(root, "."); // of no image
            }
            touched.add(new Touched(root, At.stat(lower >= 0 ? lower : root)));
            FOLDERS.forEach(path -> folder(root, lower, path.split("/")));
            FILES.forEach(path -> leaf(root, lower, path.split("/"), Optional.empty()));
            leaf(root, lower, new String[] {"etc", "mtab"}, Optional.of("/proc/mounts"));
            for (int i = touched.size() - 1; i >= 0; i--) {
                Touched t = touched.get(i);
                At.setTime(t.dir, ".", t.before.mtimeSeconds(), t.before.mtimeNanos());
            }
        } finally {
            open.forEach(At::close);
        }
    }

    private int keep(int fd) {
        open.add(fd);
        return fd;
    }

    private static void copyFacts(int dir, FileStat facts) {
        FileStat now = At.stat(dir);
        if (now.uid() != facts.uid() || now.gid() != facts.gid()) {
            At.chown(dir, ".", facts.uid(), facts.gid());
        }
        if (now.permissions() != facts.permissions()) {
            At.chmod(dir, ".", facts.permissions());
        }
    }

    /** Both sides of a folder; the lower one negative where the image has none. */
    private record Pair(int upper, int lower) { }

    private Pair folder(int root, int lower, String[] parts) {
        Pair at = new Pair(root, lower);
        for (String part : parts) {
            at = child(at, part);
        }
        return at;
    }

    private Pair child(Pair parent, String name) {
        Optional<FileStat> below = parent.lower < 0 ? Optional.empty() : At.find(parent.lower, name).filter(FileStat::isDirectory);
        Optional<FileStat> here = At.find(parent.upper, name);
        boolean isNew = here.isEmpty() || !here.get().isDirectory();
        if (isNew) {
            here.ifPresent(notFolder -> At.unlink(parent.upper, name));
            At.mkdir(parent.upper, name, MODE);
            own(parent.upper, name);
        }
        int upper = keep(At.openFolder(parent.upper, name));
        int lower = below.isPresent() ? keep(At.openFolder(parent.lower, name)) : -1;
        if (isNew && below.isPresent()) {
            copyFacts(upper, below.get());
            touched.add(new Touched(upper, below.get()));
        } else if (!isNew) {
            touched.add(new Touched(upper, here.get()));
        }
        return new Pair(upper, lower);
    }

    private void leaf(int root, int lower, String[] parts, Optional<String> link) {
        Pair parent = folder(root, lower, java.util.Arrays.copyOf(parts, parts.length - 1));
        String name = parts[parts.length - 1];
        Optional<FileStat> here = At.find(parent.upper, name);
        Optional<FileStat> below = parent.lower < 0 ? Optional.empty() : At.find(parent.lower, name);
        if (here.or(() -> below).filter(FileStat::isDirectory).isPresent()) {
            return;
        }
        here.ifPresent(old -> At.unlink(parent.upper, name));
        if (link.isPresent()) {
            At.symlink(link.get(), parent.upper, name);
        } else {
            At.close(At.open(parent.upper, name, O_CREAT | O_EXCL | O_WRONLY, MODE));
        }
        own(parent.upper, name);
    }

    private void own(int dir, String name) {
        At.give(dir, name, owner.uid(), owner.gid());
    }
}
