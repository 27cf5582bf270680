package org.servin.tck.log;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogPlace;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReadSupport;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** A driver that is as simple as can be and right; broken ones are made of it. */
class FileDriver implements LogDriver, LogReadSupport {
    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public LogPlace place() {
        return LogPlace.CONTAINER;
    }

    @Override
    public Set<String> options() {
        return Set.of();
    }

    @Override
    public void validate(Map<String, String> options) {
        for (String key : options.keySet()) {
            throw ServinException.invalid("unknown log opt '" + key + "' for file log driver");
        }
    }

    @Override
    public LogSink open(LogTarget target) {
        return new Sink(file(target));
    }

    @Override
    public LogCursor read(LogTarget target, LogQuery query) {
        return new Cursor(file(target), query);
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.of(file(target));
    }

    @Override
    public void remove(LogTarget target) {
        try {
            Files.deleteIfExists(file(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(LogTarget target) {
        return target.folder().resolve("log");
    }

    static RandomAccessFile open(Path path, String mode) {
        try {
            Files.createDirectories(path.getParent());
            return new RandomAccessFile(path.toFile(), mode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends records. */
    static class Sink implements LogSink {
        final RandomAccessFile file;

        Sink(Path path) {
            file = open(path, "rw");
        }

        @Override
        public LogReceipt append(List<LogRecord> batch) {
            write(batch);
            return LogReceipt.all(batch);
        }

        void write(List<LogRecord> batch) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                for (LogRecord record : batch) {
                    out.writeInt(record.text().length);
                    out.writeLong(record.epochNanos());
                    out.writeByte(record.source().ordinal());
                    out.writeBoolean(record.complete());
                    out.write(record.text());
                }
                file.seek(file.length());
                file.write(bytes.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String mark() {
            try {
                return String.valueOf(file.length());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void rewind(String mark) {
            try {
                file.setLength(Long.parseLong(mark));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Reads records. */
    static class Cursor implements LogCursor {
        final RandomAccessFile file;
        final LogQuery query;
        long position;

        Cursor(Path path, LogQuery query) {
            this.file = open(path, "rw");
            this.query = query;
            query.after().ifPresent(after -> position = Long.parseLong(after));
            if (query.tail() >= 0) {
                List<Long> starts = new ArrayList<>();
                for (long start = 0; one().isPresent(); start = position) {
                    starts.add(start);
                }
                position = query.tail() == 0 || starts.isEmpty() ? position : starts.get((int) Math.max(0, starts.size() - query.tail()));
            }
        }

        @Override
        public Optional<LogRecord> next() {
            Optional<LogRecord> record = one();
            while (record.isPresent() && record.get().epochNanos() < query.sinceEpochNanos()) {
                record = one();
            }
            return record.filter(found -> found.epochNanos() <= query.untilEpochNanos());
        }

        Optional<LogRecord> one() {
            try {
                if (file.length() < position + 14) {
                    return Optional.empty();
                }
                file.seek(position);
                int length = file.readInt();
                long nanos = file.readLong();
                LogSource source = LogSource.values()[file.readByte()];
                boolean complete = file.readBoolean();
                if (file.length() < position + 14 + length) {
                    return Optional.empty();
                }
                byte[] text = new byte[length];
                file.readFully(text);
                position += 14 + length;
                return Optional.of(new LogRecord(source, nanos, text, complete));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String position() {
            return String.valueOf(position);
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
