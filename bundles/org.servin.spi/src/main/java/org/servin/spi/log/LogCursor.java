package org.servin.spi.log;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Reads records in order, over rotations. Used by one thread. */
@ConsumerType
public interface LogCursor extends AutoCloseable {
    /** The next record, or empty at the present end: ask again when more was appended. Never waits. */
    Optional<LogRecord> next();

    /** Where this cursor stands, for {@link LogQuery#after} of a later one, perhaps of a newer version of the driver. */
    String position();

    @Override
    void close();
}
