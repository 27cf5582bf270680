package org.servin.log.jsonfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogRecord;

/**
 * Reads a log from its oldest file to its current one, and goes on there while it grows and is rotated.
 *
 * <p>A position is {@code inode:offset:nanos}: where to go on, and the time of the record before that place. Where the file cannot be found by its inode, because it
 * was compressed or has gone, the time of the last record, which is different for each record of a container, says what was read.
 */
final class JsonFileCursor implements LogCursor {
    private static final Pattern POSITION = Pattern.compile("(\\d{1,18}):(\\d{1,18}):(-?\\d{1,19})");

    private final LogFiles files;
    private final LogQuery query;
    private LineFile file;
    private boolean complete;
    private long inode;
    private long offset;
    private long lastNanos = Long.MIN_VALUE;
    private long skipUpTo = Long.MIN_VALUE;
    private boolean over;

    JsonFileCursor(LogFiles files, LogQuery query) {
        this.files = files;
        this.query = query;
        try {
            if (query.after().isPresent()) {
                take(query.after().get());
                file = files.choose(this::goAfter);
            } else {
                file = files.choose(all -> begin(all, query));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LineFile begin(List<LogFiles.Kept> all, LogQuery from) throws IOException {
        if (all.isEmpty()) {
            return null;
        }
        Place place = Place.of(all, from);
        lastNanos = place.nanosBefore(all);
        LineFile found = new LineFile(all.get(place.file()).path(), place.offset());
        inode = found.inode();
        offset = place.offset();
        return found;
    }

    private void take(String position) {
        Matcher parts = POSITION.matcher(position);
        if (!parts.matches()) {
            throw ServinException.invalid("log driver json-file: not a position: " + position);
        }
        inode = Long.parseLong(parts.group(1));
        offset = Long.parseLong(parts.group(2));
        lastNanos = Long.parseLong(parts.group(3));
    }

    /** Goes on in the same file if the record before is where it was: numbers of inodes are given to new files again. */
    private LineFile goAfter(List<LogFiles.Kept> all) throws IOException {
        int at = indexOf(all, inode);
        if (at >= 0 && !LogFiles.isCompressed(all.get(at).path()) && new Place(at, offset).nanosBefore(all) == lastNanos) {
            return new LineFile(all.get(at).path(), offset);
        }
        return openByTime(all);
    }

    private LineFile openByTime(List<LogFiles.Kept> all) throws IOException {
        skipUpTo = lastNanos;
        if (all.isEmpty()) {
            return null;
        }
        Place place = Place.since(all, lastNanos + 1);
        return new LineFile(all.get(place.file()).path(), place.offset());
    }

    private static int indexOf(List<LogFiles.Kept> all, long inode) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).inode() == inode) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public Optional<LogRecord> next() {
        try {
            while (!over && nextLine()) {
                Optional<LogRecord> record = JsonRecords.read(file);
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
        over = nanos > query.untilEpochNanos();
        if (over || nanos <= skipUpTo) {
            return false;
        }
        skipUpTo = Long.MIN_VALUE; // what comes is new, also if the clock was set back
        lastNanos = nanos;
        inode = file.inode();
        offset = file.offset();
        return nanos >= query.sinceEpochNanos();
    }

    /** Goes to the next line, perhaps of another file; false at the present end. */
    private boolean nextLine() throws IOException {
        if (file == null) {
            file = files.choose(all -> begin(all, LogQuery.all())); // all of it came after this cursor
        }
        while (file != null && !file.nextLine()) {
            if (!leaveFile()) {
                return false;
            }
        }
        return file != null;
    }

    /** At the end of a file: false if it is the current one. What came between that end and the rotation is read before it is left. */
    private boolean leaveFile() throws IOException {
        if (LogFiles.inode(files.current()) == file.inode()) {
            return false;
        }
        if (!complete) {
            complete = true;
            return true;
        }
        LineFile next = files.choose(this::younger);
        if (next == null) {
            return false;
        }
        file.close();
        file = next;
        complete = false;
        return true;
    }

    private LineFile younger(List<LogFiles.Kept> all) throws IOException {
        int at = indexOf(all, file.inode());
        if (at < 0) {
            return openByTime(all); // it was compressed, or has gone
        }
        return at + 1 < all.size() ? new LineFile(all.get(at + 1).path(), 0) : null;
    }

    @Override
    public String position() {
        return inode + ":" + offset + ":" + lastNanos;
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
