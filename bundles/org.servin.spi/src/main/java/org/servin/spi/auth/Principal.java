package org.servin.spi.auth;

import java.util.Objects;
import java.util.Set;

/**
 * Who is calling.
 *
 * @param name the caller's name, as rules and logs show it
 * @param groups groups the caller belongs to
 * @param method how it was proven, for example {@code tls}
 */
public record Principal(String name, Set<String> groups, String method) {
    /** Copies the set. */
    public Principal {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(method, "method is null");
        groups = Set.copyOf(groups);
    }

    /** As a record's own, which would cost more than all else that a request's principal is compared for. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Principal p && name.equals(p.name) && method.equals(p.method) && groups.equals(p.groups);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
