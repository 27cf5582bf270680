package org.servin.spi.log;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.Probe;

/** Opens sinks for containers' output. Thread-safe; failures are {@link org.servin.spi.ServinException}. */
@ConsumerType
public interface LogDriver {
    /** Whether this host can use the driver; never throws for "not this host". */
    Probe probe();

    /** Checks a container's log options; an unknown key or a bad value is INVALID_ARGUMENT naming it. */
    void validate(Map<String, String> options);

    /** Opens, or opens again, the container's log for appending. */
    LogSink open(LogTarget target);

    /** The file that the Docker API shows as {@code LogPath}, for drivers that keep one. */
    Optional<Path> path(LogTarget target);

    /** Deletes what the driver keeps of the container on this machine; the container is being removed. */
    void remove(LogTarget target);
}
