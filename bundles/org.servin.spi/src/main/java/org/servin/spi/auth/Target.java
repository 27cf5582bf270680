package org.servin.spi.auth;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a request is about: the thing itself, however the client has called it.
 *
 * @param kind {@code container}, {@code image}, {@code network}, {@code volume} or {@code plugin}; empty if the request is about no single thing
 * @param id the full id; empty if there is no such thing, or not yet
 * @param names all that it is called: a container's and a network's name, an image's references with registry and tag; what the client wrote if there is no such thing
 * @param labels its labels
 */
public record Target(String kind, String id, List<String> names, Map<String, String> labels) {
    /** For requests that are about no single thing. */
    public static final Target NONE = new Target("", "", List.of(), Map.of());

    /** Copies the collections. */
    public Target {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(id, "id is null");
        names = List.copyOf(names);
        labels = Map.copyOf(labels);
    }
}
