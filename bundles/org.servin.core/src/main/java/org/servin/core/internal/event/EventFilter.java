package org.servin.core.internal.event;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.servin.core.event.Event;
import org.servin.core.filter.Filters;

/** Decides which events a client sees, by dockerd's rules for {@code GET /events}. */
final class EventFilter implements Predicate<Event> {
    /** Objects that are found by id or name, each under its type. */
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
        return action(event.action()) && oneOf("type", event.type()) && oneOf("scope", "local")
                && OBJECTS.stream().allMatch(o -> object(o, event)) && image(event) && filters.matchesLabels(event.attributes());
    }

    private boolean oneOf(String key, String value) {
        return !filters.has(key) || filters.get(key).contains(value);
    }

    private boolean action(String action) {
        if (filters.get("event").stream().anyMatch(DETAILED::contains)) {
            return filters.get("event").stream().anyMatch(action::startsWith);
        }
        return oneOf("event", action);
    }

    private boolean object(String type, Event event) {
        String name = event.attributes().getOrDefault("name", "");
        return !filters.has(type) || event.type().equals(type)
                && filters.get(type).stream().anyMatch(v -> event.actorId().startsWith(v) || name.startsWith(v));
    }

    private boolean image(Event event) {
        if (!filters.has("image")) {
            return true;
        }
        Map<String, String> attributes = event.attributes();
        String name = attributes.getOrDefault(event.type().equals("image") ? "name" : "image", "");
        List<String> wanted = filters.get("image");
        return List.of(event.actorId(), name, withoutTag(event.actorId()), withoutTag(name)).stream().anyMatch(v -> !v.isEmpty() && wanted.contains(v));
    }

    private static String withoutTag(String reference) {
        int colon = reference.lastIndexOf(':');
        return colon > reference.lastIndexOf('/') ? reference.substring(0, colon) : reference;
    }
}
