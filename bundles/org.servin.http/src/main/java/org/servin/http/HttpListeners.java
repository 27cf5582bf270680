package org.servin.http;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The listeners; the service is there while all of them listen. */
@ProviderType
public interface HttpListeners {
    /** Where clients can connect, as in the setting {@code hosts}; a port of 0 shows as the port that was taken. */
    List<String> endpoints();
}
