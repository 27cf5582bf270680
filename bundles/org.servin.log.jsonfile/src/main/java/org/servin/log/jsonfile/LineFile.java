package org.servin.log.jsonfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Reads one file of a log line by line, also while it grows. One thread. */
final class LineFile implements AutoCloseable {
    private static final int BUFFER = 32 * 1024;

    private final InputStream in;
    private final long inode;
    private byte[] buffer = new byte[BUFFER];
    private int from;
    private int end;
    private int lineLength;
    private long offset;

    /** Opens a file and goes to a place, counted in uncompressed bytes. */
    LineFile(Path path, long start) throws IOException {
        inode = LogFiles.inode(path);
        InputStream raw = Files.newInputStream(path);
        try {
            in = LogFiles.isCompressed(path) ? new GZIPInputStream(raw, BUFFER) : raw;
            in.skipNBytes(start);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
        offset = start;
    }

    /** The file's inode. */
    long inode() {
        return inode;
    }

    /** Where the next line begins. */
    long offset() {
        return offset;
    }

    /** The place in {@link #buffer} of the line that {@link #nextLine} found. */
    int lineStart() {
        return from - lineLength;
    }

    /** The length of that line, with its line feed. */
    int lineLength() {
        return lineLength;
    }

    /** Holds the line. */
    byte[] buffer() {
        return buffer;
    }

    /** Finds the next whole line; its length with the line feed, or 0 at the present end. */
    int nextLine() throws IOException {
        int look = from;
        while (true) {
            for (; look < end; look++) {
                if (buffer[look] == '\n') {
                    lineLength = look + 1 - from;
                    from += lineLength;
                    offset += lineLength;
                    return lineLength;
                }
            }
            look -= makeRoom();
            int n = in.read(buffer, end, buffer.length - end);
            if (n <= 0) {
                return 0;
            }
            end += n;
        }
    }

    /** Takes back the last {@link #nextLine}, which found one. */
    void unread() {
        from -= lineLength;
        offset -= lineLength;
    }

    private int makeRoom() {
        int moved = from;
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, end - from);
            end -= from;
            from = 0;
        } else if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        return moved;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
