package org.servin.tck.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** A driver that sends to a destination, as simple as can be and right; broken ones are made of it. */
class RemoteDriver implements LogDriver {
    final Memory destination;

    RemoteDriver(Memory destination) {
        this.destination = destination;
    }

    /** A destination in memory. */
    static final class Memory implements LogDestination {
        private final Map<String, List<Seen>> received = new ConcurrentHashMap<>();
        private boolean up = true;
        private boolean stalled;

        synchronized void deliver(LogTarget target, List<LogRecord> records) throws IOException, InterruptedException {
            while (stalled) {
                wait();
            }
            ping();
            received.computeIfAbsent(target.containerId(), id -> new ArrayList<>()).addAll(records.stream().map(Seen::of).toList());
        }

        synchronized void ping() throws IOException {
            if (!up) {
                throw new IOException("connection refused");
            }
        }

        @Override
        public synchronized List<Seen> received(LogTarget target) {
            return List.copyOf(received.getOrDefault(target.containerId(), List.of()));
        }

        @Override
        public synchronized void stop() {
            up = false;
        }

        @Override
        public synchronized void start() {
            up = true;
            stalled = false;
            notifyAll();
        }

        @Override
        public synchronized boolean stall() {
            stalled = true;
            return true;
        }
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Set<String> options() {
        return Set.of("token");
    }

    @Override
    public void validate(Map<String, String> options) {
        for (String key : options.keySet()) {
            if (!key.equals("token")) {
                throw ServinException.invalid("unknown log opt '" + key + "' for remote log driver");
            }
        }
    }

    @Override
    public void reach(LogTarget target) {
        try {
            destination.ping();
        } catch (IOException e) {
            throw failed(e, target);
        }
    }

    ServinException failed(IOException e, LogTarget target) {
        return new ServinException(ErrorKind.UNAVAILABLE, "log driver remote: " + e.getMessage(), e);
    }

    @Override
    public LogSink open(LogTarget target) {
        return new Sink(target);
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.empty();
    }

    @Override
    public void remove(LogTarget target) { }

    /** Sends records. */
    class Sink implements LogSink {
        final LogTarget target;

        Sink(LogTarget target) {
            this.target = target;
        }

        @Override
        public LogReceipt append(List<LogRecord> batch) {
            try {
                destination.deliver(target, batch);
                return LogReceipt.all(batch);
            } catch (IOException e) {
                throw failed(e, target);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServinException(ErrorKind.CANCELLED, "interrupted", e);
            }
        }

        @Override
        public String mark() {
            return "";
        }

        @Override
        public void rewind(String mark) {
            throw new IllegalStateException("there are no marks");
        }

        @Override
        public void close() { }
    }
}
