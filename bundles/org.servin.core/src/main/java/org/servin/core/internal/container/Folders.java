package org.servin.core.internal.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.TreeRemoval;
import org.servin.spi.ServinException;

/** The engine's own folders of containers; containers cannot reach them. */
final class Folders {
    private static final int PRIVATE = 0710;

    private Folders() { }

    /** Makes a folder, which may be there, with its parents. */
    static void make(Path folder) {
        try {
            makeWithParents(folder);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw ServinException.internal("cannot make folder " + folder + ": " + e.getMessage(), e);
            }
            if (!Files.isDirectory(folder)) {
                throw ServinException.internal(folder + " is not a folder", e);
            }
        }
    }

    private static void makeWithParents(Path folder) {
        try {
            At.mkdir(At.CWD, folder.toString(), PRIVATE);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
            try {
                Files.createDirectories(folder.getParent());
            } catch (IOException failure) {
                throw ServinException.internal("cannot make folder " + folder.getParent() + ": " + failure.getMessage(), failure);
            }
            At.mkdir(At.CWD, folder.toString(), PRIVATE);
        }
    }

    /** Deletes a folder with what is in it, following no links; absent: does nothing. */
    static void delete(Path folder) {
        try {
            TreeRemoval.remove(folder);
        } catch (ErrnoException e) {
            throw ServinException.internal("cannot delete folder " + folder + ": " + e.getMessage(), e);
        }
    }
}
