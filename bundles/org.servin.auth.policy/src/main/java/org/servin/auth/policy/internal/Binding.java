package org.servin.auth.policy.internal;

import java.util.Set;

/**
 * Gives roles to people.
 *
 * @param who to whom
 * @param roles names of roles
 */
record Binding(Who who, Set<String> roles) {
    Binding {
        roles = Set.copyOf(roles);
    }
}
