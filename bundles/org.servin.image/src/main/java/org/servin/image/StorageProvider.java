package org.servin.image;

import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.Lease;
import org.servin.spi.storage.StorageDriver;

/** A service that lends the engine's storage driver. */
@ConsumerType
public interface StorageProvider {
    /** Borrows it; UNAVAILABLE naming it while it is away. */
    Lease<StorageDriver> storage();

    /** Its name. */
    String name();
}
