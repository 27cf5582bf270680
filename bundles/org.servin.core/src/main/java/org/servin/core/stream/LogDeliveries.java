package org.servin.core.stream;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Numbers about the delivery of containers' output to log drivers. Thread-safe. */
@ProviderType
public interface LogDeliveries {
    /** Of all containers that ran, or were asked about, since this engine began; by container id. Never waits for a driver. */
    Map<String, List<LogDeliveryState>> all();
}
