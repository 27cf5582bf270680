package org.servin.log.jsonfile;

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
import org.servin.spi.log.option.LogAttributes;

/**
 * Keeps each container's log in a file of JSON lines in the container's folder, byte for byte as dockerd does, so that whatever collects dockerd's files collects
 * these.
 */
@Component(service = LogDriver.class)
@Driver(kind = "log", name = "json-file", priority = 10)
public final class JsonFileDriver implements LogDriver, LogReadSupport {
    private final RotationLocks locks = new RotationLocks();

    /** A driver without state: all of it is in the files. */
    @Activate
    public JsonFileDriver() { }

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
        return JsonFileOptions.NAMES;
    }

    @Override
    public void validate(Map<String, String> options) {
        JsonFileOptions.of(options);
    }

    @Override
    public LogSink open(LogTarget target) {
        return new JsonFileSink(files(target), JsonFileOptions.of(target.options()), LogAttributes.withTag(target));
    }

    @Override
    public LogCursor read(LogTarget target, LogQuery query) {
        return new JsonFileCursor(files(target), query);
    }

    @Override
    public Map<String, String> details(LogTarget target) {
        return LogAttributes.withTag(target);
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.of(files(target).current());
    }

    @Override
    public void remove(LogTarget target) {
        files(target).delete();
    }

    private LogFiles files(LogTarget target) {
        Path current = target.folder().resolve(target.containerId() + "-json.log");
        return new LogFiles(current, locks.of(current));
    }
}
