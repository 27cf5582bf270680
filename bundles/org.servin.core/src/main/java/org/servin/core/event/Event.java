package org.servin.core.event;

import java.util.Map;

/**
 * Something that happened.
 *
 * @param type {@code container}, {@code image}, {@code network}, {@code volume}, {@code plugin}, {@code daemon}
 * @param action dockerd's word, such as {@code start}
 * @param actorId id of what it happened to
 * @param attributes name, image, labels and so on
 * @param epochNanos when
 */
public record Event(String type, String action, String actorId, Map<String, String> attributes, long epochNanos) {
    /** Copies the map. */
    public Event {
        attributes = Map.copyOf(attributes);
    }
}
