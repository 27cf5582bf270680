package org.servin.log.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogPlace;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReadSupport;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/**
 * Keeps each container's log in files of a format of its own, in the folder {@code local-logs} of the container's folder: small, compressed when complete, and read from any time or
 * line on without reading what is before. The format may change; nothing but this driver is to read it.
 */
@Component(service = LogDriver.class)
@Driver(kind = "log", name = "local")
public final class LocalDriver implements LogDriver, LogReadSupport {
    /** A driver without state: all of it is in the files. */
    @Activate
    public LocalDriver() { }

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
        return LocalOptions.NAMES;
    }

    @Override
    public void validate(Map<String, String> options) {
        LocalOptions.of(options);
    }

    @Override
    public LogSink open(LogTarget target) {
        return new LocalSink(folder(target), LocalOptions.of(target.options()));
    }

    @Override
    public LogCursor read(LogTarget target, LogQuery query) {
        return new LocalCursor(folder(target), query);
    }

    /** None: as with dockerd, clients are not shown where it is, so that they do not come to read it. */
    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.empty();
    }

    @Override
    public void remove(LogTarget target) {
        folder(target).delete();
    }

    private static LogFolder folder(LogTarget target) {
        return new LogFolder(target.folder().resolve("local-logs"));
    }
}
