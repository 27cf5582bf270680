package org.servin.spi.log;

import org.osgi.annotation.versioning.ConsumerType;

/** A log driver that can read back what it was given implements this too. */
@ConsumerType
public interface LogReadSupport {
    /** Opens a cursor; a container that never wrote has an empty log. */
    LogCursor read(LogTarget target, LogQuery query);
}
