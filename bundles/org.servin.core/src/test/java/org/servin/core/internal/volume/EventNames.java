package org.servin.core.internal.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.servin.core.event.EventQuery;
import org.servin.core.event.EventSubscription;
import org.servin.core.event.Events;

/** Keeps what was published as {@code action id}. */
final class EventNames implements Events {
    final List<String> published = new ArrayList<>();

    @Override
    public void publish(String type, String action, String actorId, Map<String, String> attributes) {
        published.add(action + " " + actorId);
    }

    @Override
    public EventSubscription subscribe(EventQuery query) {
        throw new UnsupportedOperationException("nobody listens in these tests");
    }

    @Override
    public int listeners() {
        return 0;
    }
}
