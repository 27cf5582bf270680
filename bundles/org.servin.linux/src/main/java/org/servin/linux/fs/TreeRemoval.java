package org.servin.linux.fs;

import java.nio.file.Path;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;

/**
 * Removes whole trees by descriptors, never following a link out, of any depth. Few calls for the common case: one per file, four per folder.
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
            int folder = At.openFolder(fd, name);
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
