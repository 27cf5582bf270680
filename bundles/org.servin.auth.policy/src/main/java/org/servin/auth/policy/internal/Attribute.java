package org.servin.auth.policy.internal;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.spi.auth.AccessRequest;

/**
 * Something that conditions are about.
 *
 * @param name as the engine calls it; {@code query.NAME} for parameters; a JSON pointer for a place in the content
 * @param presence what it means that a request has no value of it
 * @param values of what kind its values are
 * @param open whether its values may be shown to people: those that are no part of a secret
 */
record Attribute(String name, Presence presence, Values values, boolean open) {
    /** More values than any honest request has are not looked at. */
    private static final int MAX_VALUES = 4096;

    /** What it means that there is no value. */
    enum Presence {
        /** That the engine has not said it. */
        ALWAYS,
        /** That there are none. */
        ANY_NUMBER,
        /** That the client has not said it, so that the engine does what it usually does. */
        OPTIONAL
    }

    /** All values in normal form, perhaps none; empty if they are not known. */
    Optional<Set<String>> in(AccessRequest request) {
        Set<String> found = isPointer() ? request.document().map(d -> d.at(name)).orElse(Set.of()) : request.attribute(name);
        if (found.isEmpty()) {
            return presence != Presence.ALWAYS && Vocabulary.tells(request, this) ? Optional.of(found) : Optional.empty();
        }
        if (found.size() > MAX_VALUES) {
            return Optional.empty();
        }
        return Optional.of(values == Values.TEXT ? found : values.all(found.stream().map(values::normal).collect(Collectors.toSet())));
    }

    boolean isPointer() {
        return name.startsWith("/");
    }
}
