package org.servin.log.jsonfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogRecord;

/**
 * A place in a log, found without reading what is before it.
 *
 * @param file the number of the file among those looked at
 * @param offset bytes from its beginning, uncompressed
 */
record Place(int file, long offset) implements Comparable<Place> {
    private static final Place FIRST = new Place(0, 0);
    private static final int BLOCK = 64 * 1024;
    private static final int LAST_LINES = 5;

    /** Where to begin to read; files come oldest first, and there is one. */
    static Place of(List<LogFiles.Kept> files, LogQuery query) throws IOException {
        Place tail = query.tail() < 0 ? FIRST : tail(files, query.tail());
        Place since = query.sinceEpochNanos() == Long.MIN_VALUE ? FIRST : since(files, query.sinceEpochNanos());
        return tail.compareTo(since) > 0 ? tail : since;
    }

    @Override
    public int compareTo(Place other) {
        return file != other.file ? Integer.compare(file, other.file) : Long.compare(offset, other.offset);
    }

    /** The time of the record whose line ends at this place; {@code Long.MIN_VALUE} if there is none. */
    long nanosBefore(List<LogFiles.Kept> files) throws IOException {
        if (offset == 0 && file == 0) {
            return Long.MIN_VALUE;
        }
        Path path = files.get(offset > 0 ? file : file - 1).path();
        boolean compressed = LogFiles.isCompressed(path);
        if (offset == 0 && compressed) {
            return GzipFile.lastNanos(path).orElse(Long.MIN_VALUE);
        }
        long end = offset == 0 ? path.toFile().length() : offset;
        OptionalLong nanos = OptionalLong.empty();
        try (LineFile lines = new LineFile(path, compressed ? 0 : lineBefore(path, end))) {
            while (lines.offset() < end && lines.nextLine()) {
                if (lines.offset() == end) {
                    nanos = nanos(lines);
                }
            }
        }
        return nanos.orElse(Long.MIN_VALUE);
    }

    private static OptionalLong nanos(LineFile lines) {
        return JsonRecords.read(lines).stream().mapToLong(LogRecord::epochNanos).findFirst();
    }

    /** The offset of the line that ends at a place; of one that is longer than is held of it, a place within. */
    private static long lineBefore(Path path, long end) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            long at = end - 1;
            while (at > 0 && end - at < LineFile.MOST) {
                int length = (int) Math.min(BLOCK, at);
                at -= length;
                block.clear().limit(length);
                while (block.hasRemaining() && file.read(block, at + block.position()) > 0) { }
                for (int i = block.position() - 1; i >= 0; i--) {
                    if (block.get(i) == '\n') {
                        return at + i + 1;
                    }
                }
            }
            return at;
        }
    }

    /** Where the last lines begin. */
    static Place tail(List<LogFiles.Kept> files, long lines) throws IOException {
        long wanted = lines;
        for (int i = files.size() - 1; i >= 0; i--) {
            Path path = files.get(i).path();
            long found;
            if (LogFiles.isCompressed(path)) {
                long there = count(path);
                found = there < wanted ? -1 - there : offsetOf(path, there - wanted);
            } else {
                found = backwards(path, wanted);
            }
            if (found >= 0) {
                return new Place(i, found);
            }
            wanted -= -1 - found;
        }
        return FIRST;
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
            while (file.nextLine()) {
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

    /** A place before which everything is older; times of one container's records only grow. */
    static Place since(List<LogFiles.Kept> files, long nanos) throws IOException {
        int i = files.size() - 1;
        while (i > 0 && firstNanos(files.get(i).path(), 0, Long.MAX_VALUE) >= nanos) {
            i--;
        }
        Path path = files.get(i).path();
        if (!LogFiles.isCompressed(path)) {
            return new Place(i, halve(path, nanos));
        }
        OptionalLong last = GzipFile.lastNanos(path);
        boolean isOlder = last.isPresent() && last.getAsLong() < nanos;
        return new Place(isOlder && i + 1 < files.size() ? i + 1 : i, 0);
    }

    /** The time of a plain file's last record; empty if its last lines are none. */
    static OptionalLong lastNanos(Path path) throws IOException {
        OptionalLong last = OptionalLong.empty();
        try (LineFile file = new LineFile(path, Math.max(0, backwards(path, LAST_LINES)))) {
            while (file.nextLine()) {
                OptionalLong nanos = nanos(file);
                last = nanos.isPresent() ? nanos : last;
            }
        }
        return last;
    }

    private static long halve(Path path, long nanos) throws IOException {
        long low = 0;
        long high = path.toFile().length();
        while (high - low > BLOCK) {
            long middle = low + (high - low) / 2;
            if (firstNanos(path, middle, high) < nanos) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : lineAfter(path, low);
    }

    private static long lineAfter(Path path, long offset) throws IOException {
        try (LineFile file = new LineFile(path, offset)) {
            return file.nextLine() ? file.offset() : 0;
        }
    }

    /** The time of the first record that begins after a place, which need not be a line's, and before another; {@code Long.MAX_VALUE} if there is none. */
    private static long firstNanos(Path path, long offset, long limit) throws IOException {
        try (LineFile file = new LineFile(path, offset)) {
            boolean whole = offset == 0;
            while (file.offset() < limit && file.nextLine()) {
                OptionalLong nanos = whole ? nanos(file) : OptionalLong.empty();
                if (nanos.isPresent()) {
                    return nanos.getAsLong();
                }
                whole = true;
            }
            return Long.MAX_VALUE;
        }
    }
}
