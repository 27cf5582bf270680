package org.servin.core.internal.volume;

import static org.servin.linux.fs.OpenFlags.O_DIRECTORY;
import static org.servin.linux.fs.OpenFlags.O_PATH;
import static org.servin.linux.fs.OpenFlags.O_RDONLY;

import java.nio.file.Path;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Directories;
import org.servin.linux.fs.TreeCopy;
import org.servin.spi.ServinException;

/**
 * Fills an empty volume with what the image has at its place. Everything in the image is of strangers: its paths are resolved within its root,
 * by descriptors, and nothing in it is followed.
 */
final class CopyUp {
    private CopyUp() { }

    /** Whether a folder of the host has nothing in it. */
    static boolean isEmpty(Path folder) {
        int fd = At.openFolder(folder);
        try {
            return Directories.entries(fd).isEmpty();
        } finally {
            At.close(fd);
        }
    }

    /** Whether the image has anything at a path. */
    static boolean has(Path imageRoot, String path) {
        int root = At.openFolder(imageRoot);
        try {
            At.close(At.openIn(root, path, O_PATH, 0));
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            throw ServinException.internal("cannot look at " + path + ": " + e.getMessage(), e);
        } finally {
            At.close(root);
        }
    }

    /** Copies a folder of the image, if it is there, into a folder of the host. */
    static void copy(Path imageRoot, String path, Path volume) {
        int root = At.openFolder(imageRoot);
        try {
            int source = At.openIn(root, path, O_RDONLY | O_DIRECTORY, 0);
            try {
                copy(source, volume);
            } finally {
                At.close(source);
            }
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOTDIR)) {
                throw ServinException.internal("source " + path + " is not directory", e);
            }
            if (!e.is(Errno.ENOENT)) {
                throw ServinException.internal("cannot fill the volume at " + path + ": " + e.getMessage(), e);
            }
        } finally {
            At.close(root);
        }
    }

    private static void copy(int source, Path volume) {
        int target = At.openFolder(volume);
        try {
            TreeCopy.copy(source, target);
        } finally {
            At.close(target);
        }
    }
}
