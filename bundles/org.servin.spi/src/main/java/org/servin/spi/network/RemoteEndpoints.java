package org.servin.spi.network;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Where a driver whose networks span hosts tells the engine who is on them elsewhere. Thread-safe; cheap; not to be called while holding a lock that calls of the driver need. */
@ProviderType
public interface RemoteEndpoints {
    /**
     * All endpoints of a network that are on other hosts, in place of those told before. Containers here find them by name from now on, and get none of their addresses. What was
     * told last stays while the driver is away. A network that the engine does not have: does nothing.
     */
    void are(String networkId, List<NamedEndpoint> endpoints);
}
