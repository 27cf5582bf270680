package org.servin.log.jsonfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Finds where the last lines of a log begin, from the end backwards: what is before them is not read. */
final class Tail {
    private static final int BLOCK = 64 * 1024;

    /**
     * A place in a log.
     *
     * @param file the number of the file among those looked at
     * @param offset bytes from its beginning, uncompressed
     */
    record Place(int file, long offset) { }

    private Tail() { }

    /** Where the last lines begin; files come oldest first. */
    static Place find(List<Path> files, long lines) throws IOException {
        long wanted = lines;
        for (int i = files.size() - 1; i >= 0; i--) {
            long found;
            if (LogFiles.isCompressed(files.get(i))) {
                long there = count(files.get(i));
                found = there < wanted ? -1 - there : offsetOf(files.get(i), there - wanted);
            } else {
                found = backwards(files.get(i), wanted);
            }
            if (found >= 0) {
                return new Place(i, found);
            }
            wanted -= -1 - found;
        }
        return new Place(0, 0);
    }

    /** The offset of the last lines of a file; if it has fewer, minus one minus their number. */
    private static long backwards(Path path, long wanted) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long end = file.size();
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            long feeds = 0;
            for (long at = end; at > 0;) {
                int length = (int) Math.min(BLOCK, at);
                at -= length;
                block.clear().limit(length);
                while (block.hasRemaining() && file.read(block, at + block.position()) > 0) { }
                for (int i = block.position() - 1; i >= 0; i--) {
                    if (block.get(i) == '\n' && feeds++ == wanted) {
                        return at + i + 1;
                    }
                }
            }
            return feeds == wanted ? 0 : -1 - feeds;
        }
    }

    private static long count(Path path) throws IOException {
        try (LineFile file = new LineFile(path, 0)) {
            long lines = 0;
            while (file.nextLine() > 0) {
                lines++;
            }
            return lines;
        }
    }

    private static long offsetOf(Path path, long line) throws IOException {
        try (LineFile file = new LineFile(path, 0)) {
            for (long i = 0; i < line; i++) {
                file.nextLine();
            }
            return file.offset();
        }
    }
}
