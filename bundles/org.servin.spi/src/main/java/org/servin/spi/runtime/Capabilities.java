package org.servin.spi.runtime;

import java.util.Set;

/**
 * Capability sets of a process (capabilities(7)), names with prefix: {@code CAP_CHOWN}. What the host itself lacks is left out.
 *
 * @param bounding the most it can ever get
 * @param effective in force
 * @param permitted may be put in force
 * @param inheritable kept over exec for files that ask
 * @param ambient kept over exec
 */
public record Capabilities(Set<String> bounding, Set<String> effective, Set<String> permitted, Set<String> inheritable, Set<String> ambient) {
    /** Copies the sets. */
    public Capabilities {
        bounding = Set.copyOf(bounding);
        effective = Set.copyOf(effective);
        permitted = Set.copyOf(permitted);
        inheritable = Set.copyOf(inheritable);
        ambient = Set.copyOf(ambient);
    }
}
