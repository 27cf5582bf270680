package org.servin.log.journald;

import java.util.Optional;

/** Tells entries that are in the journal twice, to one who reads in one direction: they are a batch that came again, so their ordinals go back to where it began. */
final class Repeats {
    private final int direction;
    private Ordinal furthest = new Ordinal("", 0);

    private Repeats(int direction) {
        this.direction = direction;
    }

    static Repeats forward() {
        return new Repeats(1);
    }

    static Repeats backward() {
        return new Repeats(-1);
    }

    /** Whether such an entry was there before; entries without an ordinal never were. */
    boolean isRepeated(Optional<Ordinal> entry) {
        if (entry.isEmpty()) {
            return false;
        }
        Ordinal ordinal = entry.get();
        if (ordinal.isSameEpoch(furthest) && Long.compare(ordinal.number(), furthest.number()) * direction <= 0) {
            return true;
        }
        furthest = ordinal;
        return false;
    }
}
