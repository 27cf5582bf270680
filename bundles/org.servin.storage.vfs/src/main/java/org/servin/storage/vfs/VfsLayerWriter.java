package org.servin.storage.vfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileData;
import org.servin.linux.fs.TreeCopy;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.WhiteoutForm;

/** A copy of the parent to be changed; a rename makes it a layer. */
final class VfsLayerWriter implements LayerWriter {
    private final Folders folders;
    private final LayerId id;
    private final boolean again;
    private final Path folder;

    /** With {@code again} the layer is there, and is replaced. */
    VfsLayerWriter(Folders folders, LayerId id, Optional<Path> parent, boolean again) {
        this.folders = folders;
        this.id = id;
        this.again = again;
        try {
            folder = Files.createTempDirectory(folders.staging(), "layer-");
            Files.createDirectory(root());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            parent.ifPresent(from -> TreeCopy.copy(from, root()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public Path root() {
        return folder.resolve(Folders.DIFF);
    }

    @Override
    public WhiteoutForm whiteouts() {
        return WhiteoutForm.REMOVE;
    }

    @Override
    public void commit() {
        int layers = At.openFolder(folders.layers());
        try {
            FileData.syncFileSystem(layers); // one call instead of one for each of the layer's files
            At.rename(At.CWD, folder.toString(), layers, id.value(), again ? At.RENAME_EXCHANGE : 0);
            FileData.sync(layers);
        } catch (ErrnoException e) {
            if (e.is(Errno.EEXIST) || e.is(Errno.ENOTEMPTY)) {
                throw new ServinException(ErrorKind.ALREADY_EXISTS, "layer " + id + " exists already", e);
            }
            throw ServinException.internal("layer " + id + " cannot be committed: " + e.getMessage(), e);
        } finally {
            At.close(layers);
        }
    }

    @Override
    public void close() {
        folders.discard(folder);
    }
}
