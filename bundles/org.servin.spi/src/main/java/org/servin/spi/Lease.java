package org.servin.spi;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The right to call a driver, until closed. A driver that is being stopped is gone only when its leases are closed, or
 * when the time for that is over.
 *
 * @param <T> the driver's interface
 */
@ProviderType
public interface Lease<T> extends AutoCloseable {
    /** The driver; must not be used after {@link #close}. */
    T driver();

    /** Ends the lease. Closing twice does nothing. */
    @Override
    void close();
}
