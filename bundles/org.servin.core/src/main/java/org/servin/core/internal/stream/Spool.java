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
 * A file that holds what one stream of a container has said and some log does not have yet.
 *
 * <p>The pump moves bytes in by splice: if the engine is killed at any moment, each byte is either still in the pipe or in the file, and the file's
 * size says how many came. Positions count from the first byte of the run and only grow: what is delivered is given back to the file system
 * by punching holes, so that there is never a moment at which size and positions disagree, as there would be with a file that is cut.
 *
 * <p>{@link #take} belongs to the pump, {@link #free} to deliveries, of which there may be several; reading is for all.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int MOST_AT_ONCE = 1 << 20;
    /** Less at a time costs a fast writer's pump three times the work: its pages come back from the other processor as soon as they are left. */
    private static final long FREE_AT_ONCE = 1 << 20;
    private static final long FREE_AT_ONCE_SLOWLY = 256 * 1024;
    private static final long SLOWLY_NANOS = 1_000_000_000;
    private static final long PAGE = 4096;
    private static final int COPY_AT_ONCE = 64 * 1024;

    private final Path path;
    private final Fd file;
    private volatile long size;
    private long freed;
    private long freedNanos = System.nanoTime();
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
    int read(long position, byte[] into, int offset, int length) {
        return file.use(number -> Descriptors.pread(number, into, offset, length, position));
    }

    /** What is before this position is needed no longer. Cheap: acts now and then, and at ends where the page cache's larger pieces are not to be divided. Any thread. */
    synchronized void free(long position) {
        if (position - freed < FREE_AT_ONCE_SLOWLY) {
            return;
        }
        long now = System.nanoTime();
        long step = now - freedNanos < SLOWLY_NANOS ? FREE_AT_ONCE : FREE_AT_ONCE_SLOWLY;
        long end = position / step * step;
        if (end > freed && give(freed, end)) {
            freed = end;
            freedNanos = now;
        }
    }

    /** What is between these positions is needed no longer, but something before it is. */
    synchronized void punch(long from, long to) {
        long start = Math.max(freed, (from + PAGE - 1) / PAGE * PAGE);
        long end = to / PAGE * PAGE;
        if (end > start) {
            give(start, end);
        }
    }

    private boolean give(long from, long to) {
        if (cannotFree) {
            return false;
        }
        try {
            file.use(number -> {
                Descriptors.punchHole(number, from, to - from);
                return null;
            });
            return true;
        } catch (ErrnoException e) {
            if (!e.is(Errno.EOPNOTSUPP)) {
                throw e;
            }
            cannotFree = true;
            LOG.warn("the file system of {} cannot punch holes: the file grows until its container ends", path);
            return false;
        }
    }

    /** Copies the bytes between two positions to the same place of a new file. */
    void copyTo(Path other, long from, long end) {
        byte[] buffer = new byte[COPY_AT_ONCE];
        try (Fd copy = Descriptors.open(other, Descriptors.O_RDWR | Descriptors.O_CREAT | Descriptors.O_TRUNC, 0600)) {
            int n;
            for (long at = from; at < end && (n = read(at, buffer, 0, (int) Math.min(buffer.length, end - at))) > 0; at += n) {
                Descriptors.pwrite(copy.number(), buffer, 0, n, at);
            }
            Descriptors.truncate(copy.number(), end);
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
