package org.servin.image.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileData;
import org.servin.linux.fs.TreeSize;
import org.servin.spi.IdMaps;
import org.servin.spi.storage.WhiteoutForm;

/**
 * Unpacks archives that nobody vouches for. Every name is resolved beneath the root by the kernel: a link, absolute or not, leads to a place inside,
 * and a name that climbs out is refused. Thread-safe; one call uses one thread.
 */
public final class LayerExtractor {
    private LayerExtractor() { }

    /**
     * Unpacks a layer.
     *
     * @param tar the uncompressed archive; read to its end, also beyond the archive's, and not closed
     * @param root the folder to fill
     * @param form how removed files are written down
     * @param maps of the user namespace that will see the layer
     * @throws TarFormatException if the archive is malformed or climbs out
     * @throws IOException if it is cut short, cannot be read, or a file cannot be made; the message names the entry
     */
    public static ExtractResult extract(InputStream tar, Path root, WhiteoutForm form, IdMaps maps) throws IOException {
        int fd = At.openFolder(root);
        try {
            TargetTree tree = new TargetTree(fd, "", maps.root());
            Whiteouts whiteouts = form == WhiteoutForm.OVERLAY ? new OverlayWhiteouts(tree) : new RemovingWhiteouts(tree);
            if (!maps.isNone()) {
                FileData.chown(fd, maps.root().uid(), maps.root().gid());
            }
            ExtractResult found = extract(tar, tree, whiteouts, ExtractOptions.layer(maps));
            // where one entry took another's place the sum of both says too much; a layer of another form has its parents' files around it
            return found.replaced() && form == WhiteoutForm.OVERLAY ? new ExtractResult(TreeSize.of(root), found.entries(), true) : found;
        } finally {
            At.close(fd);
        }
    }

    /**
     * Unpacks an archive into a folder in which others may be at work. Entries named like whiteouts are files like others.
     *
     * @param tar the uncompressed archive; read to its end and not closed
     * @param root a descriptor of the root that absolute links stay in, opened for reading or with {@code O_PATH}; stays the caller's
     * @param folder path of the folder below that root
     */
    public static ExtractResult extract(InputStream tar, int root, String folder, ExtractOptions options) throws IOException {
        return extract(tar, new TargetTree(root, folder, options.root()), Whiteouts.NONE, options);
    }

    private static ExtractResult extract(InputStream tar, TargetTree tree, Whiteouts whiteouts, ExtractOptions options) throws IOException {
        try (tree) {
            TarReader reader = new TarReader(tar);
            EntryWriter writer = new EntryWriter(tree, reader, whiteouts, options);
            long bytes = 0;
            long entries = 0;
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                TarEntry entry = next.get();
                one(entry, writer, whiteouts, options);
                bytes += LayerSize.of(entry);
                entries++;
            }
            writer.finish();
            reader.drain();
            return new ExtractResult(bytes, entries, writer.replaced());
        } catch (EOFException e) {
            throw new TarFormatException(e.getMessage());
        }
    }

    private static void one(TarEntry entry, EntryWriter writer, Whiteouts whiteouts, ExtractOptions options) throws IOException {
        EntryPath path = EntryPath.of(entry.name()).orElseThrow(() ->
                new TarFormatException(TarReader.quoted(entry.name()) + " is outside of \"" + options.shown("") + '"'));
        try {
            if (!whiteouts.take(path)) {
                writer.write(entry, path);
            }
        } catch (ErrnoException e) {
            throw new IOException(TarReader.quoted(entry.name()) + ": " + e.getMessage(), e);
        } catch (EOFException e) {
            throw new TarFormatException(TarReader.quoted(entry.name()) + ": unexpected end of the archive");
        }
    }
}
