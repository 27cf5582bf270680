package org.servin.image.tar;

import static org.servin.linux.fs.OpenFlags.O_DIRECTORY;
import static org.servin.linux.fs.OpenFlags.O_RDONLY;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.TreeRemoval;
import org.servin.linux.fs.Xattrs;
import org.servin.spi.Owner;

/**
 * The tree that is being filled: its folders by path, opened within the root and kept open, since entries mostly follow others of the same folder.
 * A kept descriptor stays the folder it was opened for, whatever a hostile process renames meanwhile.
 */
final class TargetTree implements AutoCloseable {
    /** More than the folders that most archives fill in turns: one more, and every entry would open its own again. */
    private static final int KEPT = 512;
    private static final int S_ISGID = 02000;
    private static final int PARENT_MODE = 0755;

    /**
     * An open folder.
     *
     * @param fd its descriptor, owned by the tree
     * @param plain whether files made in it get owner, group and mode from the process alone: no setgid bit, no default access list
     */
    record Folder(int fd, boolean plain) { }

    private final int root;
    private final String base;
    private final Owner owner;
    private final LinkedHashMap<String, Folder> folders = new LinkedHashMap<>(KEPT * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Folder> eldest) {
            boolean full = size() > KEPT;
            if (full) {
                At.close(eldest.getValue().fd());
            }
            return full;
        }
    };

    /**
     * A tree to fill.
     *
     * @param root a descriptor of the root that links stay in; stays the caller's
     * @param base path of the folder to fill below it; empty for the root itself
     * @param owner whom folders belong to that are made because they are missing
     */
    TargetTree(int root, String base, Owner owner) {
        this.root = root;
        this.base = base;
        this.owner = owner;
    }

    /** A folder; made with its parents where missing. Good until {@link #forget} and for some more calls. */
    Folder folder(String path) {
        Folder known = folders.get(path);
        if (known != null) {
            return known;
        }
        try {
            return keep(path, open(path));
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT) || path.isEmpty()) {
                throw e;
            }
        }
        EntryPath entry = EntryPath.of(path).orElseThrow();
        try {
            Folder parent = folder(entry.parent());
            At.mkdir(parent.fd(), entry.name(), PARENT_MODE);
            At.give(parent.fd(), entry.name(), owner.uid(), owner.gid());
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
        return keep(path, open(path));
    }

    /** A folder if it is there. */
    Optional<Folder> existing(String path) {
        try {
            Folder known = folders.get(path);
            return Optional.of(known != null ? known : keep(path, open(path)));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private int open(String path) {
        return At.openIn(root, base.isEmpty() ? path : base + "/" + path, O_RDONLY | O_DIRECTORY, 0);
    }

    /** Takes over the descriptor of a folder that was opened elsewhere or whose facts have changed. */
    Folder keep(String path, int fd) {
        boolean plain = (At.stat(fd).mode() & S_ISGID) == 0 && Xattrs.get(fd, "system.posix_acl_default").isEmpty();
        return keep(path, new Folder(fd, plain));
    }

    /** Takes over a folder. */
    Folder keep(String path, Folder folder) {
        Folder old = folders.put(path, folder);
        if (old != null) {
            At.close(old.fd());
        }
        return folder;
    }

    /** Removes whatever is there under the name. What it was; empty if nothing. */
    Optional<FileStat> remove(Folder parent, String name) {
        Optional<FileStat> stat = At.find(parent.fd(), name);
        if (stat.isPresent()) {
            TreeRemoval.remove(parent.fd(), name);
            if (stat.get().isDirectory() || stat.get().isSymlink()) {
                forget(parent); // paths that led through it lead elsewhere now
            }
        }
        return stat;
    }

    private void forget(Folder but) {
        folders.values().removeIf(folder -> {
            if (folder.fd() != but.fd()) {
                At.close(folder.fd());
                return true;
            }
            return false;
        });
    }

    @Override
    public void close() {
        folders.values().forEach(folder -> At.close(folder.fd()));
        folders.clear();
    }
}
