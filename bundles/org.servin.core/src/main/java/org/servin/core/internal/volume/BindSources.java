package org.servin.core.internal.volume;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;

/**
 * Makes folders of the host that are to be mounted and are not there.
 *
 * @param owner whom they belong to
 */
record BindSources(Owner owner) {
    /** Makes a folder with its parents. */
    void make(Path folder) {
        try {
            makeOne(folder);
        } catch (FileAlreadyExistsException e) {
            throw ServinException.internal("error while creating mount source path '" + folder + "': mkdir " + e.getFile() + ": file exists", e);
        } catch (IOException | ErrnoException e) {
            throw ServinException.internal("error while creating mount source path '" + folder + "': " + e.getMessage(), e);
        }
    }

    private void makeOne(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getParent() != null) {
            makeOne(folder.getParent());
        }
        Files.createDirectory(folder);
        At.give(At.CWD, folder.toString(), owner.uid(), owner.gid());
    }
}
