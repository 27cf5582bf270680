package org.servin.spi.meter;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A service of anything that counts: each one in the registry is asked when somebody collects. Thread-safe. */
@ConsumerType
public interface MeterSource {
    /** The present numbers. Soon: does not wait for anything. Meters of one name may come from several sources, with other labels. */
    List<Meter> meters();
}
