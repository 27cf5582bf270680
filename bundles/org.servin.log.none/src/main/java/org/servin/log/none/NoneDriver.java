package org.servin.log.none;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogPlace;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** What containers say goes to those who listen, and is kept nowhere. For dockerd this is a word and no plugin. */
@Component
@Driver(kind = "log", name = "none", listed = false)
public final class NoneDriver implements LogDriver {
    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public LogPlace place() {
        return LogPlace.NOWHERE;
    }

    @Override
    public Set<String> options() {
        return Set.of();
    }

    /** As dockerd has it, everything is good: nothing of it is looked at. */
    @Override
    public void validate(Map<String, String> options) { }

    @Override
    public LogSink open(LogTarget target) {
        return new Nothing();
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.empty();
    }

    @Override
    public void remove(LogTarget target) { }

    /** Takes everything; the engine does without it. */
    private static final class Nothing implements LogSink {
        @Override
        public LogReceipt append(List<LogRecord> batch) {
            return LogReceipt.all(batch);
        }

        @Override
        public String mark() {
            return "";
        }

        @Override
        public void rewind(String mark) { }

        @Override
        public void close() { }
    }
}
