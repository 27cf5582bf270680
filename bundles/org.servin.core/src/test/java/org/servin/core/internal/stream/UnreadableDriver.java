package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.Probe;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** A {@link LineFileDriver} that cannot be read by the engine. */
class UnreadableDriver implements LogDriver {
    private final LineFileDriver real;

    UnreadableDriver(String name, String... options) {
        real = new LineFileDriver(name, options);
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Set<String> options() {
        return real.options();
    }

    @Override
    public void validate(Map<String, String> options) {
        real.validate(options);
    }

    @Override
    public LogSink open(LogTarget target) {
        return real.open(target);
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.empty();
    }

    @Override
    public void remove(LogTarget target) {
        real.remove(target);
    }
}
