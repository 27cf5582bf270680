package org.servin.log.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends each batch to the current file as a block, in one write. Another file is begun before a batch, never within one, so that a mark names one file only: going back to it
 * means to cut that file, or, if another has been begun since, to empty that. What follows the last whole block of a file, when it is opened, was never acknowledged, and is cut off.
 */
final class LocalSink implements LogSink {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSink.class);
    private static final int MODE = 0640;
    private static final Pattern MARK = Pattern.compile("(\\d{1,18}):(\\d{1,18})");

    private final LogFolder folder;
    private final LocalOptions options;
    private final Bytes out = new Bytes();
    private Fd file;
    private long number;
    private long size;
    private Optional<FileHead> head = Optional.empty();
    private BlockWriter writer;
    private long index;
    private long base;
    private long latest = Long.MIN_VALUE;

    LocalSink(LogFolder folder, LocalOptions options) {
        this.folder = folder;
        this.options = options;
        try {
            openNewest();
        } catch (ErrnoException e) {
            close();
            throw failed("open", e);
        }
    }

    private void openNewest() {
        List<LogFolder.LogFile> files = folder.oldestFirst();
        number = 1;
        for (int i = files.size() - 1; i >= 0; i--) {
            LogFolder.LogFile newest = files.get(i);
            boolean goesOn = i == files.size() - 1 && !newest.compressed();
            number = Math.max(number, goesOn ? newest.number() : newest.number() + 1);
            try (BlockFile there = BlockFile.open(newest.path())) {
                if (there.head().isPresent()) {
                    openAfter(there, goesOn);
                    return;
                }
                if (goesOn && there.size() > 0) {
                    number++; // what it has cannot be read, and is not overwritten
                }
            }
        }
        openFile();
    }

    private void openAfter(BlockFile there, boolean goesOn) {
        FileHead read = there.head().orElseThrow();
        Optional<Block> last = there.last();
        long count = last.map(Block::endIndex).orElse(0L);
        latest = last.map(Block::latest).orElse(read.maxBefore());
        base = goesOn ? read.base() : read.base() + count;
        openFile();
        if (goesOn) {
            use(read, count);
            cut(last.map(Block::end).orElse((long) FileHead.SIZE));
        }
    }

    private void openFile() {
        file = open(folder.plain(number));
        size = Descriptors.size(file.number());
        head = Optional.empty();
        index = 0;
    }

    private void use(FileHead own, long count) {
        head = Optional.of(own);
        index = count;
        writer = new BlockWriter(own, false, latest);
    }

    private void cut(long end) {
        if (end < size) {
            Descriptors.truncate(file.number(), end);
            size = end;
        }
    }

    private Fd open(Path path) {
        int flags = Descriptors.O_RDWR | Descriptors.O_CREAT | Descriptors.O_APPEND;
        try {
            return Descriptors.open(path, flags, MODE);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
            try {
                folder.create();
            } catch (IOException noFolder) {
                e.addSuppressed(noFolder);
                throw e;
            }
            return Descriptors.open(path, flags, MODE);
        }
    }

    @Override
    public LogReceipt append(List<LogRecord> batch) {
        try {
            boolean rotate = size >= options.maxBytes() && size > FileHead.SIZE;
            if (rotate) {
                beginNext();
            }
            out.clear();
            if (head.isEmpty()) {
                use(FileHead.create(base, batch.get(0).epochNanos(), latest), 0);
                out.put(head.orElseThrow().bytes());
            }
            long end = index;
            for (LogRecord record : batch) {
                end = add(record, end);
            }
            write(finishBlock(end));
            out.clear();
            if (rotate) {
                tidy();
            }
            return LogReceipt.all(batch);
        } catch (ErrnoException e) {
            throw failed("write", e);
        }
    }

    private long add(LogRecord record, long end) {
        int length = record.text().length;
        long next = end;
        int done = 0;
        do {
            int piece = Math.min(BlockWriter.MAX_TEXT, length - done);
            if (writer.isFullFor(piece)) {
                finishBlock(next);
            }
            done += piece;
            writer.add(record, done - piece, piece, record.complete() && done == length);
            next++;
        } while (done < length);
        return next;
    }

    private long finishBlock(long end) {
        writer.finish(end - writer.count(), out);
        return end;
    }

    private void write(long end) {
        int length = out.length();
        try {
            for (int done = 0; done < length;) {
                done += Descriptors.write(file.number(), out.array(), done, length - done);
            }
        } catch (ErrnoException e) {
            takeBack(e);
            throw e;
        }
        size += length;
        index = end;
        latest = writer.latest();
    }

    private void takeBack(ErrnoException because) {
        try {
            Descriptors.truncate(file.number(), size);
        } catch (ErrnoException e) {
            because.addSuppressed(e); // it is cut off when the log is opened again
        }
        if (size == 0) {
            head = Optional.empty();
        } else {
            use(head.orElseThrow(), index);
        }
    }

    private void beginNext() {
        Fd old = file;
        long oldNumber = number;
        long oldIndex = index;
        number++;
        try {
            openFile();
        } catch (ErrnoException e) {
            number = oldNumber;
            throw e;
        }
        base += oldIndex;
        old.close();
    }

    private void tidy() {
        try {
            folder.deleteUpTo(number - options.maxFiles());
        } catch (UncheckedIOException e) {
            LOG.warn("log driver local: old files of {} stay: {}", folder, e.toString());
        }
        if (options.compress()) {
            new Compressor(folder).compressUpTo(number - 1);
        }
    }

    @Override
    public String mark() {
        return number + ":" + size;
    }

    @Override
    public void rewind(String mark) {
        Matcher parts = MARK.matcher(mark);
        if (!parts.matches()) {
            throw ServinException.invalid("log driver local: not a mark: " + mark);
        }
        long markNumber = Long.parseLong(parts.group(1));
        long to = Math.max(markNumber == number ? Long.parseLong(parts.group(2)) : 0, FileHead.SIZE);
        try {
            if (head.isPresent() && to < size && markNumber <= number) {
                cut(to);
                countAgain();
            }
        } catch (ErrnoException e) {
            throw failed("cut", e);
        }
    }

    private void countAgain() {
        try (BlockFile there = BlockFile.open(folder.plain(number))) {
            Optional<Block> last = there.last();
            FileHead own = head.orElseThrow();
            latest = last.map(Block::latest).orElse(own.maxBefore());
            use(own, last.map(Block::endIndex).orElse(0L));
        }
    }

    private ServinException failed(String what, ErrnoException e) {
        return new ServinException(ErrorKind.INTERNAL, "log driver local: cannot " + what + " " + folder.plain(number) + ": " + e.reason(), e);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
