package org.servin.image;

import java.util.List;

/**
 * What a prune did.
 *
 * @param steps what was removed, in order
 * @param freed bytes of layers that are no longer kept
 */
public record Pruned(List<Removed> steps, long freed) {
    /** Copies the list. */
    public Pruned {
        steps = List.copyOf(steps);
    }
}
