package org.servin.log.journald;

import java.util.Optional;
import org.servin.spi.log.LogRecord;

/**
 * An entry that is a container's record.
 *
 * @param ordinal empty if dockerd wrote it
 */
record Stored(LogRecord record, Optional<Ordinal> ordinal) {
}
