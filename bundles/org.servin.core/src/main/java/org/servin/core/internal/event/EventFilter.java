package org.servin.core.internal.event;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.servin.core.event.Event;
import org.servin.core.filter.Filters;

/** Decides which events a client sees, by dockerd's rules for {@code GET /events}. */
final class EventFilter implements Predicate<Event> {
    /** Objects that are found by the beginning of id or name. */
    private static final List<String> OBJECTS = List.of("daemon", "container", "plugin", "volume", "network", "node", "service", "secret", "config");
    /** Actions that carry something after a colon, and may be asked for without it. */
    private static final Set<String> DETAILED = Set.of("health_status", "exec_create", "exec_start");
    private final Filters filters;

    /** Keys that are not known are passed over, as dockerd does. */
    EventFilter(Filters filters) {
        this.filters = filters;
    }

    @Override
    public boolean test(Event event) {
        return action(event.action()) && filters.allows("type", event.type()) && filters.allows("scope", "local")
                && OBJECTS.stream().allMatch(o -> object(o, event)) && image(event) && filters.hasLabels(event.attributes());
    }

    private boolean action(String action) {
        if (filters.get("event").stream().anyMatch(DETAILED::contains)) {
            return filters.get("event").stream().anyMatch(action::startsWith);
        }
        return filters.allows("event", action);
    }

    /** Dockerd looks at the beginnings of id and name alone: an image called as the container that is asked for is shown, too. */
    private boolean object(String key, Event event) {
        String name = event.attributes().getOrDefault("name", "");
        return filters.any(key, v -> event.actorId().startsWith(v) || name.startsWith(v));
    }

    private boolean image(Event event) {
        Map<String, String> attributes = event.attributes();
        String name = attributes.getOrDefault(event.type().equals("image") ? "name" : "image", "");
        List<String> shown = List.of(event.actorId(), name, withoutTag(event.actorId()), withoutTag(name));
        return filters.get("image").isEmpty() || shown.stream().anyMatch(s -> !s.isEmpty() && filters.allows("image", s));
    }

    private static String withoutTag(String reference) {
        int colon = reference.lastIndexOf(':');
        return colon > reference.lastIndexOf('/') ? reference.substring(0, colon) : reference;
    }
}
