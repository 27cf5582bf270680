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
        try {
            At.unlink(dir, name);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            if (!e.is(Errno.EISDIR) && !e.is(Errno.EPERM)) {
                throw e;
            }
        }
        int top = At.openFolder(dir, name);
        try {
            do { // again for what was moved up here meanwhile
                empty(top, top, 0);
            } while (!Directories.entries(top).isEmpty());
        } finally {
            At.close(top);
        }
        At.rmdir(dir, name);
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
        try {
            At.rmdir(fd, name);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOTEMPTY) || e.is(Errno.EEXIST)) {
                return false;
            }
            throw e;
        }
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
