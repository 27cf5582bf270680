package org.servin.core.container;

import java.util.List;

/**
 * A container that was made.
 *
 * @param id its full id
 * @param warnings what could not be honoured, in dockerd's words
 */
public record Created(String id, List<String> warnings) {
    /** Copies the list. */
    public Created {
        warnings = List.copyOf(warnings);
    }
}
