package org.servin.image.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.servin.image.internal.layer.LayerTars;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.WhiteoutForm;

/** Unpacks the tests' own archives without needing root. */
final class PlainTars implements LayerTars {
    @Override
    public long extract(InputStream tar, Path folder, WhiteoutForm whiteouts) throws IOException {
        TarArchiveInputStream in = new TarArchiveInputStream(tar);
        long bytes = 0;
        TarArchiveEntry entry;
        while ((entry = in.getNextEntry()) != null) {
            Path path = folder.resolve(entry.getName()).normalize();
            if (!path.startsWith(folder)) {
                throw new IOException("climbs out: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path);
            } else {
                Files.createDirectories(path.getParent());
                bytes += Files.copy(in, path);
                Files.setLastModifiedTime(path, entry.getLastModifiedTime());
            }
        }
        return bytes;
    }

    @Override
    public void write(Path root, List<Change> changes, OutputStream tar) throws IOException {
        TestImages.Tar out = new TestImages.Tar();
        for (Change change : changes) {
            out.file(change.path().substring(1), Files.readString(root.resolve(change.path().substring(1))));
        }
        tar.write(out.bytes());
    }
}
