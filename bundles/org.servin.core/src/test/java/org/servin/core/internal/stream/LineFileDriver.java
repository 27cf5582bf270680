package org.servin.core.internal.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReadSupport;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** A plain log driver: {@code stream nanos complete hex} a line. */
class LineFileDriver implements LogDriver, LogReadSupport {
    /** Batches that were stored. */
    final AtomicInteger batches = new AtomicInteger();
    /** Appends fail while this is set. */
    volatile boolean failing;

    private final String name;
    private final Set<String> options;

    LineFileDriver() {
        this("log");
    }

    /**
     * A driver with a file of its own.
     *
     * @param name the file's
     * @param options what it takes
     */
    LineFileDriver(String name, String... options) {
        this.name = name;
        this.options = Set.of(options);
    }

    static Path file(LogTarget target) {
        return target.folder().resolve("log");
    }

    static List<LogRecord> records(LogTarget target) {
        return records(file(target));
    }

    static List<LogRecord> records(Path file) {
        try {
            List<LogRecord> records = new ArrayList<>();
            if (Files.exists(file)) {
                String text = Files.readString(file);
                for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) { // the last may be just being written
                    String[] parts = line.split(" ", -1);
                    records.add(new LogRecord(LogSource.valueOf(parts[0]), Long.parseLong(parts[1]), java.util.HexFormat.of().parseHex(parts[3]), parts[2].equals("true")));
                }
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> texts(LogTarget target) {
        return texts(file(target));
    }

    static List<String> texts(Path file) {
        return records(file).stream().map(record -> new String(record.text()) + (record.complete() ? "" : "…")).toList();
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Set<String> options() {
        return options;
    }

    @Override
    public void validate(Map<String, String> given) {
        given.keySet().stream().filter(key -> !options.contains(key)).forEach(key -> {
            throw ServinException.invalid("unknown log opt '" + key + "' for fake log driver");
        });
    }

    @Override
    public LogSink open(LogTarget target) {
        try {
            FileChannel file = FileChannel.open(target.folder().resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            return new Sink(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Sink implements LogSink {
        private final FileChannel file;

        Sink(FileChannel file) {
            this.file = file;
        }

        @Override
        public LogReceipt append(List<LogRecord> batch) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (LogRecord record : batch) {
                text.writeBytes((record.source() + " " + record.epochNanos() + " " + record.complete() + " " + java.util.HexFormat.of().formatHex(record.text()) + "\n").getBytes());
            }
            int length = failing ? text.size() / 2 : text.size();
            try {
                file.write(ByteBuffer.wrap(text.toByteArray(), 0, length));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (failing) {
                throw new ServinException(ErrorKind.UNAVAILABLE, "fails as told");
            }
            batches.incrementAndGet();
            return LogReceipt.all(batch);
        }

        @Override
        public String mark() {
            try {
                return Long.toString(file.size());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void rewind(String mark) {
            try {
                file.truncate(Long.parseLong(mark));
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

    @Override
    public LogCursor read(LogTarget target, LogQuery query) {
        int start = query.after().map(Integer::parseInt).orElse(query.tail() < 0 ? 0 : Math.max(0, records(target.folder().resolve(name)).size() - (int) query.tail()));
        return new LogCursor() {
            private int at = start;
            private List<LogRecord> all = List.of();

            @Override
            public Optional<LogRecord> next() {
                if (at >= all.size()) {
                    all = records(target.folder().resolve(name));
                }
                while (at < all.size()) {
                    LogRecord record = all.get(at++);
                    if (record.epochNanos() >= query.sinceEpochNanos() && record.epochNanos() <= query.untilEpochNanos()) {
                        return Optional.of(record);
                    }
                }
                return Optional.empty();
            }

            @Override
            public String position() {
                return Integer.toString(at);
            }

            @Override
            public void close() { }
        };
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.of(target.folder().resolve(name));
    }

    @Override
    public void remove(LogTarget target) {
        try {
            Files.deleteIfExists(target.folder().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
