package org.servin.storage.overlay2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileData;
import org.servin.linux.fs.TreeRemoval;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.LayerWriter;
import org.servin.spi.storage.WhiteoutForm;

/** Fills a folder aside; a rename makes it a layer. */
final class OverlayLayerWriter implements LayerWriter {
    private final Layout layout;
    private final Catalog catalog;
    private final SharedSync sync;
    private final LayerId id;
    private final Optional<LayerId> parent;
    private final boolean again;
    private final Path folder;
    private boolean done;

    /** With {@code again} the layer is there, and is replaced. */
    OverlayLayerWriter(Layout layout, Catalog catalog, SharedSync sync, LayerId id, Optional<LayerId> parent, boolean again) throws IOException {
        this.layout = layout;
        this.catalog = catalog;
        this.sync = sync;
        this.id = id;
        this.parent = parent;
        this.again = again;
        this.folder = Files.createTempDirectory(layout.staging(), id.value().substring(0, 12) + "-");
        int fd = At.openFolder(folder);
        try {
            FileData.chmod(fd, 0711);
            At.mkdir(fd, Layout.DIFF, 0755);
        } finally {
            At.close(fd);
        }
    }

    @Override
    public Path root() {
        return folder.resolve(Layout.DIFF);
    }

    @Override
    public WhiteoutForm whiteouts() {
        return WhiteoutForm.OVERLAY;
    }

    @Override
    public void commit() {
        try {
            String link = again ? catalog.link(id) : catalog.newLink(id);
            Files.writeString(folder.resolve(Layout.LAYER_FILE), link + "\n" + parent.map(LayerId::value).orElse("") + "\n");
            int layers = At.openFolder(layout.layers());
            try {
                sync.run(() -> FileData.syncFileSystem(layers)); // one call instead of one for each of the layer's files
                At.rename(At.CWD, folder.toString(), layers, id.value(), again ? At.RENAME_EXCHANGE : 0);
                FileData.sync(layers);
            } finally {
                At.close(layers);
            }
            catalog.add(id, new Catalog.Layer(link, parent));
            done = !again; // what was replaced is now in our folder
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ErrnoException e) {
            if (e.is(Errno.EEXIST) || e.is(Errno.ENOTEMPTY)) {
                throw new ServinException(ErrorKind.ALREADY_EXISTS, "layer " + id + " exists already", e);
            }
            throw ServinException.internal("layer " + id + " cannot be committed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (!done) {
            done = true;
            TreeRemoval.remove(folder);
        }
    }
}
