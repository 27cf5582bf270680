package org.servin.log.jsonfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogRecord;

/**
 * Reads a log from its oldest file to its current one, and goes on there while it grows and is rotated.
 *
 * <p>A position is {@code inode:offset:nanos}: where the last record begins, and its time; before the first, where to begin. Where the file cannot be found by its inode, because it was compressed or has gone, the time of the last record, which
 * is different for each record of a container, says what was read.
 */
final class JsonFileCursor implements LogCursor {
    private final LogFiles files;
    private final LogQuery query;
    private LineFile file;
    private long lastInode;
    private long lastOffset;
    private long lastNanos = Long.MIN_VALUE;
    private long skipUpTo = Long.MIN_VALUE;
    private boolean over;

    JsonFileCursor(LogFiles files, LogQuery query) {
        this.files = files;
        this.query = query;
        locked(() -> {
            if (query.after().isPresent()) {
                goAfter(query.after().get());
            } else {
                begin(query.tail());
            }
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    private void locked(Step step) {
        files.lock().lock();
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            files.lock().unlock();
        }
    }

    private void begin(long tail) throws IOException {
        List<Path> all = files.oldestFirst();
        if (!all.isEmpty()) {
            Tail.Place place = tail < 0 ? new Tail.Place(0, 0) : Tail.find(all, tail);
            file = new LineFile(all.get(place.file()), place.offset());
            lastInode = file.inode();
            lastOffset = place.offset();
        }
    }

    private void goAfter(String position) throws IOException {
        String[] parts = position.split(":");
        lastInode = Long.parseLong(parts[0]);
        lastOffset = Long.parseLong(parts[1]);
        lastNanos = Long.parseLong(parts[2]);
        for (Path path : files.oldestFirst()) {
            if (LogFiles.inode(path) == lastInode && !LogFiles.isCompressed(path) && Files.size(path) >= lastOffset) {
                file = new LineFile(path, lastOffset);
                if (lastNanos == Long.MIN_VALUE || readsLastAgain()) {
                    return;
                }
                file.close();
            }
        }
        openByTime();
    }

    /** Whether the last record is where it was: numbers of inodes are given to new files again. */
    private boolean readsLastAgain() throws IOException {
        int length = file.nextLine();
        return length > 0 && JsonRecords.read(file.buffer(), file.lineStart(), length).filter(record -> record.epochNanos() == lastNanos).isPresent();
    }

    private void openByTime() throws IOException {
        skipUpTo = lastNanos;
        List<Path> all = files.oldestFirst();
        if (!all.isEmpty()) {
            file = new LineFile(all.get(0), 0);
        }
    }

    @Override
    public Optional<LogRecord> next() {
        try {
            while (!over) {
                if (file == null) {
                    locked(() -> begin(-1)); // all of it came after this cursor
                    if (file == null) {
                        return Optional.empty();
                    }
                }
                int length = file.nextLine();
                if (length == 0) {
                    if (!goOn()) {
                        return Optional.empty();
                    }
                    continue;
                }
                Optional<LogRecord> record = JsonRecords.read(file.buffer(), file.lineStart(), length);
                if (record.isPresent() && isWanted(record.get())) {
                    return record;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isWanted(LogRecord record) {
        long nanos = record.epochNanos();
        if (nanos > query.untilEpochNanos()) {
            over = true;
            return false;
        }
        if (nanos <= skipUpTo) {
            return false;
        }
        lastNanos = nanos;
        lastInode = file.inode();
        lastOffset = file.offset() - file.lineLength();
        return nanos >= query.sinceEpochNanos();
    }

    /** At the end of a file: goes to the next younger one; false if this one is the current one. */
    private boolean goOn() throws IOException {
        if (LogFiles.inode(files.current()) == file.inode()) {
            return false;
        }
        boolean[] went = {true};
        locked(() -> went[0] = goToNext());
        return went[0];
    }

    private boolean goToNext() throws IOException {
        List<Path> all = files.oldestFirst();
        int at = indexOf(all, file.inode());
        if (at == all.size() - 1 && at >= 0) {
            return false;
        }
        if (at >= 0 && file.nextLine() > 0) {
            file.unread(); // it came between the end and the rotation
            return true;
        }
        LineFile old = file;
        if (at >= 0) {
            file = new LineFile(all.get(at + 1), 0);
        } else if (all.isEmpty()) {
            return false;
        } else {
            openByTime();
        }
        old.close();
        return true;
    }

    private static int indexOf(List<Path> all, long inode) {
        for (int i = 0; i < all.size(); i++) {
            if (LogFiles.inode(all.get(i)) == inode) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String position() {
        return lastInode + ":" + lastOffset + ":" + lastNanos;
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
