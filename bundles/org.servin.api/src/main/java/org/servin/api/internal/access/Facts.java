package org.servin.api.internal.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What policies may want to know of a request's content: attributes with their values, and the content as a document. Grows; not thread-safe. */
public final class Facts {
    private final Map<String, Set<String>> attributes = new TreeMap<>();
    private JsonNode document;

    /** Adds a value; null adds nothing. */
    public Facts add(String attribute, String value) {
        if (value != null) {
            attributes.computeIfAbsent(attribute, k -> new LinkedHashSet<>()).add(value);
        }
        return this;
    }

    /** Adds values; null adds none. */
    public Facts addAll(String attribute, Collection<String> values) {
        if (values != null) {
            values.forEach(value -> add(attribute, value));
        }
        return this;
    }

    /** Adds a value if there is none. */
    public Facts orElse(String attribute, String value) {
        return attributes.containsKey(attribute) ? this : add(attribute, value);
    }

    /** Adds what others say; their document counts where there is none. */
    public Facts addAll(Facts others) {
        others.attributes.forEach(this::addAll);
        document = document == null ? others.document : document;
        return this;
    }

    /** Sets the content. */
    public Facts document(JsonNode content) {
        document = content;
        return this;
    }

    boolean isEmpty() {
        return attributes.isEmpty() && document == null;
    }

    Map<String, Set<String>> attributes() {
        return attributes;
    }

    Optional<JsonNode> document() {
        return Optional.ofNullable(document);
    }
}
