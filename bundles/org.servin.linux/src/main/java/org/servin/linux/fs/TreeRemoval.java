package org.servin.linux.fs;

import static org.servin.linux.fs.OpenFlags.O_DIRECTORY;
import static org.servin.linux.fs.OpenFlags.O_RDONLY;
import static org.servin.linux.fs.OpenFlags.RESOLVE_BENEATH;
import static org.servin.linux.fs.OpenFlags.RESOLVE_NO_SYMLINKS;
import static org.servin.linux.fs.OpenFlags.RESOLVE_NO_XDEV;

import java.nio.file.Path;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/**
 * Removes whole trees by descriptors, of any depth, never following a link out nor entering what is mounted inside: EXDEV at the first mount that is met, also if it
 * was made just now. Few calls for the common case: one per file, four per folder.
 */
public final class TreeRemoval {
    /** Folders deeper than this are first moved up, so that neither descriptors nor the stack run out. */
    private static final int MAX_DEPTH = 200;
    private int moved;

    private TreeRemoval() { }

    /** Removes a file or a folder with all it holds. Whether there was one. */
    public static boolean remove(int dir, String name) {
        return new TreeRemoval().removeFrom(dir, name);
    }

    /** Removes a file or a folder with all it holds. Whether there was one. */
    public static boolean remove(Path path) {
        return remove(At.CWD, path.toString());
    }

    private boolean removeFrom(int dir, String name) {
        int errno = At.tryUnlink(dir, name);
        if (errno == 0 || errno == Errno.ENOENT) {
            return errno == 0;
        }
        if (errno != Errno.EISDIR && errno != Errno.EPERM) {
            throw new ErrnoException("unlink", name, errno);
        }
        int top = At.openFolder(dir, name);
        try {
            do { // again for what was moved up here meanwhile
                empty(top, top, 0);
            } while (!removeEmpty(dir, name));
        } finally {
            At.close(top);
        }
        return true;
    }

    private void empty(int top, int fd, int depth) {
        for (Directories.Entry entry : Directories.entries(fd)) {
            if (entry.isNoDirectory() || !entry.isTypeKnown() && !At.stat(fd, entry.name()).isDirectory()) {
                At.unlink(fd, entry.name());
            } else if (!removeEmpty(fd, entry.name())) {
                removeFull(top, fd, entry.name(), depth);
            }
        }
    }

    /** Most folders of a container that has ended are empty. */
    private static boolean removeEmpty(int fd, String name) {
        int errno = At.tryRmdir(fd, name);
        if (errno != 0 && errno != Errno.ENOTEMPTY && errno != Errno.EEXIST) {
            throw new ErrnoException("rmdir", name, errno);
        }
        return errno == 0;
    }

    private void removeFull(int top, int fd, String name, int depth) {
        if (depth == MAX_DEPTH) {
            moveUp(top, fd, name);
        } else {
            int folder = At.open2(fd, name, O_RDONLY | O_DIRECTORY, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
            try {
                empty(top, folder, depth + 1);
            } finally {
                At.close(folder);
            }
            At.rmdir(fd, name);
        }
    }

    private void moveUp(int top, int fd, String name) {
        while (true) {
            try {
                At.rename(fd, name, top, ".deep" + moved++, At.RENAME_NOREPLACE);
                return;
            } catch (ErrnoException e) {
                if (!e.is(Errno.EEXIST)) {
                    throw e;
                }
            }
        }
    }
}
