package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that holds what one stream of a container has said and its log does not have yet.
 *
 * <p>The pump moves bytes in by splice: if the engine is killed at any moment, each byte is either still in the pipe or in the file, and the file's
 * size says how many came. Positions count from the first byte of the run and only grow: what is delivered is given back to the file system
 * by punching holes, so that there is never a moment at which size and positions disagree, as there would be with a file that is cut.
 *
 * <p>{@link #take} belongs to the pump, {@link #free} to the delivery; reading is for both.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int MOST_AT_ONCE = 1 << 20;
    private static final long FREE_AT_ONCE = 256 * 1024;
    private static final long PAGE = 4096;
    private static final int COPY_AT_ONCE = 64 * 1024;

    private final Path path;
    private final Fd file;
    private volatile long size;
    private long freed;
    private boolean cannotFree;

    /** Opens the file, or makes it. */
    Spool(Path path) {
        this.path = path;
        file = Descriptors.open(path, Descriptors.O_RDWR | Descriptors.O_CREAT, 0600);
        size = Descriptors.size(file.number());
    }

    /** How many bytes came since the run began. */
    long size() {
        return size;
    }

    /** Moves bytes from a pipe: how many, 0 at its end, {@link Descriptors#WOULD_BLOCK} if it is empty. */
    int take(int pipe) {
        int n = file.use(number -> Descriptors.spliceToFile(pipe, number, size, MOST_AT_ONCE));
        if (n > 0) {
            grown(n);
        }
        return n;
    }

    /** Adds bytes of the engine's own. */
    void add(byte[] bytes, int length) {
        file.use(number -> {
            Descriptors.pwrite(number, bytes, 0, length, size);
            return null;
        });
        grown(length);
    }

    private void grown(int n) {
        size = size + n;
    }

    /** Reads bytes from a position on; less than asked for only at the end. */
    int read(long position, byte[] into, int length) {
        return file.use(number -> Descriptors.pread(number, into, 0, length, position));
    }

    /** What is before this position is needed no longer. Cheap: acts now and then. */
    void free(long position) {
        long end = position / PAGE * PAGE;
        if (end - freed < FREE_AT_ONCE || cannotFree) {
            return;
        }
        try {
            file.use(number -> {
                Descriptors.punchHole(number, freed, end - freed);
                return null;
            });
            freed = end;
        } catch (ErrnoException e) {
            if (!e.is(Errno.EOPNOTSUPP)) {
                throw e;
            }
            cannotFree = true;
            LOG.warn("the file system of {} cannot punch holes: the file grows until its container ends", path);
        }
    }

    /** Copies the bytes from a position on to the same position of a new file. */
    void copyTo(Path other, long from) {
        byte[] buffer = new byte[COPY_AT_ONCE];
        try (Fd copy = Descriptors.open(other, Descriptors.O_RDWR | Descriptors.O_CREAT | Descriptors.O_TRUNC, 0600)) {
            int n;
            for (long at = from; (n = read(at, buffer, buffer.length)) > 0; at += n) {
                Descriptors.pwrite(copy.number(), buffer, 0, n, at);
            }
            Descriptors.truncate(copy.number(), size);
        }
    }

    @Override
    public void close() {
        file.close();
    }

    /** Closes and deletes the file. */
    void delete() {
        close();
        delete(path);
    }

    static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
