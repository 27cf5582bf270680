package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.TreeMap;
import org.servin.core.event.Event;

/** One event, with the members of old clients where dockerd has them. */
public record EventDocument(
        @JsonProperty("status") @JsonInclude(Include.NON_EMPTY) String status,
        @JsonProperty("id") @JsonInclude(Include.NON_EMPTY) String id,
        @JsonProperty("from") @JsonInclude(Include.NON_EMPTY) String from,
        String type,
        String action,
        Actor actor,
        @JsonProperty("scope") String scope,
        @JsonProperty("time") long time,
        @JsonProperty("timeNano") long timeNano) {
    /** What it happened to. */
    public record Actor(@JsonProperty("ID") String id, Map<String, String> attributes) { }

    /** An event of the engine. */
    public static EventDocument of(Event e) {
        boolean container = e.type().equals("container");
        boolean legacy = container || e.type().equals("image");
        return new EventDocument(legacy ? e.action() : "", legacy ? e.actorId() : "", container ? e.attributes().getOrDefault("image", "") : "",
                e.type(), e.action(), new Actor(e.actorId(), new TreeMap<>(e.attributes())), "local", e.epochNanos() / 1_000_000_000L, e.epochNanos());
    }
}
