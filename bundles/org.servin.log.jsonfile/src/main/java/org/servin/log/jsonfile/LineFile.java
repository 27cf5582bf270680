package org.servin.log.jsonfile;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.servin.linux.io.ByteScan;

/** Reads one file of a log line by line, also while it grows. Of a line that is longer than any record can be, only the end is held. One thread. */
final class LineFile implements AutoCloseable {
    /** How much of a line is held. A record of 1 MiB has six times that at most, and its attributes. */
    static final int MOST = 8 * 1024 * 1024;
    private static final int BUFFER = 32 * 1024;

    private final InputStream in;
    private final long inode;
    private byte[] buffer = new byte[BUFFER];
    private int from;
    private int end;
    private int held;
    private long dropped;
    private long lineLength;
    private long offset;

    /** Opens a file and goes to a place, counted in uncompressed bytes. */
    LineFile(Path path, long start) throws IOException {
        inode = LogFiles.inode(path);
        FileInputStream raw = open(path);
        try {
            if (LogFiles.isCompressed(path)) {
                in = new GZIPInputStream(raw, BUFFER);
                in.skipNBytes(start);
            } else {
                in = raw;
                raw.getChannel().position(start);
            }
        } catch (IOException e) {
            raw.close();
            throw e;
        }
        offset = start;
    }

    private static FileInputStream open(Path path) throws IOException {
        try {
            return new FileInputStream(path.toFile()); // it is not closed by an interrupt, as channels are
        } catch (java.io.FileNotFoundException e) {
            if (Files.exists(path)) {
                throw e;
            }
            throw new NoSuchFileException(path.toString());
        }
    }

    /** The file's inode. */
    long inode() {
        return inode;
    }

    /** Where the next line begins. */
    long offset() {
        return offset;
    }

    /** The place in {@link #buffer} of what is held of the line that {@link #nextLine} found. */
    int lineStart() {
        return from - held;
    }

    /** How much is held of that line, with its line feed. */
    int lineHeld() {
        return held;
    }

    /** The length of that line, with its line feed. */
    long lineLength() {
        return lineLength;
    }

    /** Holds the line. */
    byte[] buffer() {
        return buffer;
    }

    /** Finds the next whole line; false at the present end. */
    boolean nextLine() throws IOException {
        int look = from;
        while (true) {
            look = ByteScan.indexOf(buffer, look, end, (byte) '\n');
            if (look < end) {
                held = look + 1 - from;
                lineLength = dropped + held;
                dropped = 0;
                from += held;
                offset += lineLength;
                return true;
            }
            look -= makeRoom();
            int n = in.read(buffer, end, buffer.length - end);
            if (n <= 0) {
                return false;
            }
            end += n;
        }
    }

    /** Makes place for more bytes behind those of the present line; by how much these have moved. */
    private int makeRoom() {
        if (from == 0 && end == buffer.length) {
            if (buffer.length < MOST) {
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
                return 0;
            }
            from = MOST / 2;
            dropped += from;
        }
        int moved = from;
        System.arraycopy(buffer, from, buffer, 0, end - from);
        end -= from;
        from = 0;
        return moved;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
