package org.servin.image.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.servin.image.internal.layer.LayerTars;
import org.servin.image.tar.LayerArchiver;
import org.servin.image.tar.LayerExtractor;
import org.servin.spi.IdMaps;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.WhiteoutForm;

/** Layer archives by the reader and writer that trust nobody. */
final class TrustlessTars implements LayerTars {
    private final IdMaps maps;

    /**
     * Layers of an engine.
     *
     * @param maps of the user namespaces of its containers: on disk everything has the numbers that the kernel will see, so that no mount has to translate
     *        and any file system serves; archives have those that containers see
     */
    TrustlessTars(IdMaps maps) {
        this.maps = maps;
    }

    @Override
    public long extract(InputStream tar, Path folder, WhiteoutForm whiteouts) throws IOException {
        return LayerExtractor.extract(tar, folder, whiteouts, maps).bytes();
    }

    @Override
    public void write(Path root, List<Change> changes, OutputStream tar) throws IOException {
        LayerArchiver.write(root, changes, maps, tar);
    }
}
