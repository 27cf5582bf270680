package org.servin.core.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Copies files in and out of containers, running or not. Paths are resolved inside the container's root and never leave it. Thread-safe.
 */
@ProviderType
public interface Archives {
    /** A tar being read out; the file is known to be there. */
    interface Reading extends AutoCloseable {
        /** The file or folder that is archived. */
        PathStat stat();

        /** Writes the whole tar. */
        void writeTo(OutputStream out) throws IOException;

        @Override
        void close();
    }

    /** A file's facts. NOT_FOUND in dockerd's words. */
    PathStat stat(String ref, String path);

    /** A tar of a file or folder. */
    Reading read(String ref, String path);

    /** The same as clients before 1.24 know it: of what links lead to, and told as {@code copy}. */
    Reading copy(String ref, String path);

    /** Unpacks a tar (plain, gzip, bzip2, xz or zstd) into a folder. */
    void extract(String ref, String folder, InputStream tar, boolean noOverwriteDirNonDir, boolean copyUidGid) throws IOException;

    /** A tar of the whole file system without mounts. */
    Reading export(String ref);
}
