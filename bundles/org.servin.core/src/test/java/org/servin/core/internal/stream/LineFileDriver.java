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

    static Path file(LogTarget target) {
        return target.folder().resolve("log");
    }

    static List<LogRecord> records(LogTarget target) {
        try {
            List<LogRecord> records = new ArrayList<>();
            if (Files.exists(file(target))) {
                String text = Files.readString(file(target));
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
        return records(target).stream().map(record -> new String(record.text()) + (record.complete() ? "" : "…")).toList();
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Set<String> options() {
        return Set.of();
    }

    @Override
    public void validate(Map<String, String> options) {
        if (!options.isEmpty()) {
            throw ServinException.invalid("unknown log opt '" + options.keySet().iterator().next() + "' for fake log driver");
        }
    }

    @Override
    public LogSink open(LogTarget target) {
        try {
            FileChannel file = FileChannel.open(file(target), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
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
        int start = query.after().map(Integer::parseInt).orElse(query.tail() < 0 ? 0 : Math.max(0, records(target).size() - (int) query.tail()));
        return new LogCursor() {
            private int at = start;
            private List<LogRecord> all = List.of();

            @Override
            public Optional<LogRecord> next() {
                if (at >= all.size()) {
                    all = records(target);
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
}
