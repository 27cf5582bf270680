package org.servin.spi.log;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A log driver that can read back what it was given implements this too. */
@ConsumerType
public interface LogReadSupport {
    /** Opens a cursor; a container that never wrote has an empty log. */
    LogCursor read(LogTarget target, LogQuery query);

    /** What the driver keeps with each record of this container, such as labels that its options ask for, by name. */
    default Map<String, String> details(LogTarget target) {
        return Map.of();
    }
}
