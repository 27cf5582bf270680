package org.servin.image.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.servin.linux.fs.RawNames;

/** Tells what a layer takes unpacked without unpacking it. */
public final class LayerSize {
    private LayerSize() { }

    /**
     * Bytes of all files and symbolic links, each name once: what {@link LayerExtractor} gives.
     *
     * @param tar an uncompressed archive that was unpacked before; read to its end and not closed
     */
    public static long of(InputStream tar) throws IOException {
        TarReader reader = new TarReader(tar);
        Map<String, Long> sizes = new HashMap<>();
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            TarEntry found = entry.get();
            EntryPath.of(found.name()).ifPresent(path -> sizes.put(path.path(), of(found)));
        }
        reader.drain();
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes that an entry takes: the length of a file, or that of the path a symbolic link holds. */
    static long of(TarEntry entry) {
        return switch (entry.type()) {
            case FILE -> entry.size();
            case SYMLINK -> RawNames.encode(entry.linkName()).length;
            default -> 0;
        };
    }
}
