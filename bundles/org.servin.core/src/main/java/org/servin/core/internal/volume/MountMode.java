package org.servin.core.internal.volume;

import java.util.Optional;
import java.util.Set;

/**
 * The last part of {@code Binds}: words separated by commas.
 *
 * @param text as written; empty for none
 * @param writable unless {@code ro}
 * @param propagation as in mount(8); empty if not said
 * @param noCopy whether {@code nocopy} was said
 */
record MountMode(String text, boolean writable, String propagation, boolean noCopy) {
    private static final Set<String> ACCESS = Set.of("rw", "ro");
    private static final Set<String> LABEL = Set.of("z", "Z");
    private static final Set<String> CONSISTENCY = Set.of("consistent", "cached", "delegated");
    static final Set<String> PROPAGATION = Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");
    private static final String NO_COPY = "nocopy";

    /** Nothing said. */
    static final MountMode NONE = new MountMode("", true, "", false);

    /** Parses; empty if it is no mode: a word is not known, or two of a kind are given. */
    static Optional<MountMode> parse(String text) {
        if (text.isEmpty()) {
            return Optional.of(NONE);
        }
        boolean writable = true;
        String propagation = "";
        boolean noCopy = false;
        int[] seen = new int[5];
        for (String word : text.split(",", -1)) {
            if (ACCESS.contains(word)) {
                seen[0]++;
                writable = word.equals("rw");
            } else if (LABEL.contains(word)) {
                seen[1]++;
            } else if (PROPAGATION.contains(word)) {
                seen[2]++;
                propagation = word;
            } else if (word.equals(NO_COPY)) {
                seen[3]++;
                noCopy = true;
            } else if (CONSISTENCY.contains(word)) {
                seen[4]++;
            } else {
                return Optional.empty();
            }
        }
        for (int count : seen) {
            if (count > 1) {
                return Optional.empty();
            }
        }
        return Optional.of(new MountMode(text, writable, propagation, noCopy));
    }
}
