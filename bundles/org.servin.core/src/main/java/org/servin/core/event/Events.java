package org.servin.core.event;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The engine's events: kept for a while, and live. Thread-safe; publishing never waits. */
@ProviderType
public interface Events {
    /** Tells of something that happened now. */
    void publish(String type, String action, String actorId, Map<String, String> attributes);

    /** Starts to listen. */
    EventSubscription subscribe(EventQuery query);

    /** How many listen. */
    int listeners();
}
