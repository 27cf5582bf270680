package org.servin.log.local;

import java.util.Optional;
import java.util.function.Predicate;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogRecord;

/**
 * Reads a log from a place on, from file to file, and goes on there while it grows. A position is {@code file:index}: the number of a file, and which of its records comes next;
 * both stay the same when the file is compressed, or cut and written again.
 */
final class LocalCursor implements LogCursor {
    private final LogFolder folder;
    private final LogQuery query;
    private BlockFile file;
    private boolean complete;
    private BlockRecords records;
    private Place place;
    private boolean over;

    LocalCursor(LogFolder folder, LogQuery query) {
        this.folder = folder;
        this.query = query;
        try {
            place = new Search(folder).begin(query);
        } catch (ErrnoException e) {
            throw failed(e);
        }
    }

    @Override
    public Optional<LogRecord> next() {
        try {
            while (!over && (records != null && records.hasNext() || nextBlock())) {
                LogRecord record = nextRecord();
                if (record != null && isWanted(record)) {
                    return Optional.of(record);
                }
            }
            return Optional.empty();
        } catch (ErrnoException e) {
            throw failed(e);
        }
    }

    private ServinException failed(ErrnoException e) {
        return new ServinException(ErrorKind.INTERNAL, "log driver local: cannot read " + folder + ": " + e.reason(), e);
    }

    private LogRecord nextRecord() {
        place = new Place(place.file(), place.index() + 1);
        try {
            return records.next();
        } catch (CorruptException e) {
            records = null;
            return null;
        }
    }

    private boolean isWanted(LogRecord record) {
        over = record.epochNanos() > query.untilEpochNanos();
        return !over && record.epochNanos() >= query.sinceEpochNanos();
    }

    /** Finds the block of the next record; false at the present end. */
    private boolean nextBlock() {
        records = null;
        while (file != null || openNext()) {
            Block block = nextOf(file);
            if (block != null) {
                if (use(block)) {
                    return true;
                }
            } else if (!leaveFile()) {
                return false;
            }
        }
        return false;
    }

    private Block nextOf(BlockFile from) {
        Block block = from.next();
        boolean gap = block != null && block.firstIndex() > place.index();
        if (gap || from.sawOther() || block == null && from.position() > from.size()) {
            from.position(from.search(isBefore(place.index()))); // it was cut and written again, or something is missing
            block = from.next();
            from.position(from.position()); // what is missing is not looked for again
        }
        return block;
    }

    private static Predicate<Block> isBefore(long index) {
        return block -> block.endIndex() <= index;
    }

    private boolean use(Block block) {
        if (block.endIndex() <= place.index()) {
            return false;
        }
        place = new Place(place.file(), Math.max(place.index(), block.firstIndex()));
        try {
            BlockRecords found = block.records();
            found.skip(place.index() - block.firstIndex());
            records = found;
            return true;
        } catch (CorruptException e) {
            place = new Place(place.file(), block.endIndex());
            return false;
        }
    }

    private boolean openNext() {
        for (LogFolder.LogFile next : folder.oldestFirst()) {
            if (next.number() >= place.file()) {
                try {
                    file = BlockFile.open(next.path());
                } catch (ErrnoException e) {
                    if (e.is(Errno.ENOENT)) {
                        return openNext(); // it was compressed or has gone meanwhile
                    }
                    throw e;
                }
                complete = next.compressed();
                place = next.number() == place.file() ? place : new Place(next.number(), 0);
                file.position(place.index() == 0 ? FileHead.SIZE : file.search(isBefore(place.index())));
                return true;
            }
        }
        return false;
    }

    /** At the end of a file: false if it is the current one. What came between the end and the beginning of another file is read before it is left. */
    private boolean leaveFile() {
        if (folder.after(place.file()).isEmpty()) {
            return false;
        }
        if (!complete) {
            complete = true;
            return true;
        }
        place = new Place(place.file() + 1, 0);
        file.close();
        file = null;
        complete = false;
        return true;
    }

    @Override
    public String position() {
        return place.toString();
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
