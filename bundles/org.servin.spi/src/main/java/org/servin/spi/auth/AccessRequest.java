package org.servin.spi.auth;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants to do, as the engine has understood it and is going to do it. Nothing here is the client's own text: paths are decoded, names resolved, documents
 * read and written anew, so that what a driver judges and what the engine does cannot differ.
 *
 * @param principal who
 * @param caller from where
 * @param method the HTTP method
 * @param uri path with version and query, written anew: each parameter with the values that the engine uses, in their order
 * @param action what, for example {@code container.create}; the list is in the documentation of authorization
 * @param target what it is about
 * @param attributes facts about the request's content, for example {@code privileged} or {@code mount.source}, each with all its values; {@code query.NAME} are the query's
 *     parameters. The list is in the documentation of authorization
 * @param document the content as JSON, made of what the engine is given; empty for requests without content or with other content
 */
public record AccessRequest(Principal principal, Caller caller, String method, String uri, String action, Target target, Map<String, Set<String>> attributes,
        Optional<Document> document) {
    /** Copies the map. */
    public AccessRequest {
        Objects.requireNonNull(principal, "principal is null");
        Objects.requireNonNull(caller, "caller is null");
        Objects.requireNonNull(method, "method is null");
        Objects.requireNonNull(uri, "uri is null");
        Objects.requireNonNull(action, "action is null");
        Objects.requireNonNull(target, "target is null");
        Objects.requireNonNull(document, "document is null");
        attributes = Map.copyOf(attributes);
    }

    /** The values of an attribute; empty if it has none. */
    public Set<String> attribute(String name) {
        return attributes.getOrDefault(name, Set.of());
    }

    /** A JSON document, for drivers that look for what no attribute says. Thread-safe. */
    @org.osgi.annotation.versioning.ProviderType
    public interface Document {
        /** The document as text in UTF-8; a new array each time. */
        byte[] utf8();

        /**
         * The values at a place, as text: scalars as they are in JSON without quotation marks, the elements of an array each, the names of an object's members.
         *
         * @param pointer a JSON pointer (RFC 6901)
         */
        Set<String> at(String pointer);
    }
}
