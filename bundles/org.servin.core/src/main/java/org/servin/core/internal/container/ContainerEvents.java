package org.servin.core.internal.container;

import java.util.HashMap;
import java.util.Map;
import org.servin.core.event.Events;

/** Publishes what happens to containers, with dockerd's attributes. */
final class ContainerEvents {
    private final Events events;

    ContainerEvents(Events events) {
        this.events = events;
    }

    void publish(ContainerRecord container, String action) {
        publish(container, action, Map.of());
    }

    void publish(ContainerRecord container, String action, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(container.labels());
        if (container.config().image() != null && !container.config().image().isEmpty()) {
            attributes.put("image", container.config().image());
        }
        attributes.put("name", container.name());
        attributes.putAll(more);
        events.publish("container", action, container.id(), attributes);
    }

    /** All containers that did not run were removed. */
    void pruned(Map<String, String> attributes) {
        events.publish("container", "prune", "", attributes);
    }
}
