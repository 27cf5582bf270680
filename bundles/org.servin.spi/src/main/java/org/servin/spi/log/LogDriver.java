package org.servin.spi.log;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.Probe;

/** Opens sinks for containers' output. Thread-safe; failures are {@link org.servin.spi.ServinException}. */
@ConsumerType
public interface LogDriver {
    /** Bytes of a record, where nobody says otherwise. */
    int RECORD_BYTES = 16 * 1024;

    /** Whether this host can use the driver; never throws for "not this host". */
    Probe probe();

    /** Where its logs are: always the same, since the engine goes by it also while the driver is away. */
    default LogPlace place() {
        return LogPlace.ELSEWHERE;
    }

    /**
     * The most bytes of a record that the driver wants, where a container's option {@code max-line-size} does not say: what a destination takes in one. Longer lines come in pieces.
     * Always the same, from 1 KiB to 1 MiB; 16 KiB as with dockerd, where a driver does not say ({@code logger.SizedLogger} there).
     */
    default int recordBytes() {
        return RECORD_BYTES;
    }

    /** The names of the options that the driver takes; those of the engine, such as {@code mode}, are not among them, and no driver sees them. */
    Set<String> options();

    /** Checks a container's log options; an unknown key or a bad value is INVALID_ARGUMENT naming it, but no secret. Does not ask a destination.
     * What begins with {@link org.servin.spi.log.option.LogOptions#FAILED} stops no creation of a container, as in dockerd, but its start. */
    void validate(Map<String, String> options);

    /** Asks whether the destination would take records now; UNAVAILABLE saying why not. Called before a start that is not to be without its log. Waits a bounded time. */
    default void reach(LogTarget target) { }

    /** Opens, or opens again, the container's log for appending. A destination elsewhere need not answer yet: {@link LogSink#append} says when it does not. */
    LogSink open(LogTarget target);

    /** The file that the Docker API shows as {@code LogPath}, for drivers that keep one. */
    Optional<Path> path(LogTarget target);

    /** Deletes what the driver keeps of the container on this machine; the container is being removed, and nothing of it comes any more, unless the driver comes only after that. */
    void remove(LogTarget target);
}
