package org.servin.image.internal.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.WhiteoutForm;

/** Turns folders into layer archives and back. */
public interface LayerTars {
    /** Fills a folder from an uncompressed layer archive, trusting nothing in it, and gives the bytes of its files. */
    long extract(InputStream tar, Path folder, WhiteoutForm whiteouts) throws IOException;

    /** Writes what differs as a layer archive. */
    void write(Path root, List<Change> changes, OutputStream tar) throws IOException;
}
