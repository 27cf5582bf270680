package org.servin.spi.network;

import org.osgi.annotation.versioning.ProviderType;

/** What a driver tells the engine of its own accord. Thread-safe; not to be called while holding a lock that calls of the driver need. */
@ProviderType
public interface NetworkReports {
    /**
     * An endpoint has lost its link without leaving. If its sandbox is still there, the engine calls {@link NetworkDriver#join} again with the same
     * specification, also before this returns. An unknown or ending endpoint: does nothing.
     */
    void lost(String endpointId);
}
