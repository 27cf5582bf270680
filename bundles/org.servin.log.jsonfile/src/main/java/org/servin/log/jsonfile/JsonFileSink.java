package org.servin.log.jsonfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogBatch;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;

/**
 * Appends to the log's current file, one write a batch. Rotation comes before a batch, never within one, so that a mark needs to name one file only: going back
 * to it means to cut that file, or, if a rotation has put it away since, to empty the one that took its place.
 */
final class JsonFileSink implements LogSink {
    private static final int MODE = 0640;
    private static final byte[] NEWLINE = {'\n'};

    private final LogFiles files;
    private final JsonFileOptions options;
    private final JsonLines lines;
    private Fd file;
    private long inode;
    private long size;
    private boolean torn;

    JsonFileSink(LogFiles files, JsonFileOptions options, Map<String, String> attributes) {
        this.files = files;
        this.options = options;
        this.lines = new JsonLines(attributes);
        openFile();
    }

    private void openFile() {
        Path path = files.current();
        try {
            file = open(path);
        } catch (ErrnoException e) {
            throw failed("open", e);
        }
        inode = LogFiles.inode(path);
        size = Descriptors.size(file.number());
        torn = endsTorn();
    }

    private static Fd open(Path path) {
        int flags = Descriptors.O_RDWR | Descriptors.O_CREAT | Descriptors.O_APPEND;
        try {
            return Descriptors.open(path, flags, MODE);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
            try {
                Files.createDirectories(path.getParent());
            } catch (IOException noFolder) {
                e.addSuppressed(noFolder);
                throw e;
            }
            return Descriptors.open(path, flags, MODE);
        }
    }

    private boolean endsTorn() {
        byte[] last = new byte[1];
        return size > 0 && Descriptors.pread(file.number(), last, 0, 1, size - 1) == 1 && last[0] != '\n';
    }

    @Override
    public LogReceipt append(List<LogRecord> batch) {
        return append(batch.size(), () -> lines.write(batch));
    }

    @Override
    public LogReceipt append(LogBatch batch, boolean last) {
        return append(batch.size(), () -> lines.write(batch));
    }

    private LogReceipt append(int records, IntSupplier format) {
        try {
            boolean rotate = options.maxBytes() >= 0 && size >= options.maxBytes();
            if (rotate) {
                rotate();
            }
            if (torn) {
                write(NEWLINE, 1); // what a power cut left of a line stays one bad line
                torn = false;
            }
            int length = format.getAsInt(); // may exchange the buffer
            write(lines.bytes(), length);
            if (rotate && options.compress()) {
                files.compressYoungest();
            }
            return new LogReceipt(records, 0);
        } catch (ErrnoException e) {
            throw failed("write", e);
        } catch (UncheckedIOException e) {
            throw failed("rotate", e);
        }
    }

    private void rotate() {
        file.close();
        files.rotate(options.maxFiles(), path -> open(path).close());
        openFile();
    }

    private void write(byte[] bytes, int length) {
        int done = 0;
        while (done < length) {
            int n = Descriptors.write(file.number(), bytes, done, length - done);
            done += n;
            size += n;
        }
    }

    private ServinException failed(String what, RuntimeException e) {
        return new ServinException(ErrorKind.INTERNAL, "log driver json-file: cannot " + what + " " + files.current() + ": " + e.getMessage(), e);
    }

    @Override
    public String mark() {
        return inode + ":" + size;
    }

    @Override
    public void rewind(String mark) {
        int colon = mark.indexOf(':');
        long markInode = Long.parseLong(mark.substring(0, colon));
        long markSize = markInode == inode ? Long.parseLong(mark.substring(colon + 1)) : 0;
        if (markSize < size) {
            try {
                Descriptors.truncate(file.number(), markSize);
            } catch (ErrnoException e) {
                throw failed("cut", e);
            }
            size = markSize;
            torn = endsTorn();
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
