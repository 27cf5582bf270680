package org.servin.auth.policy.internal;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.servin.spi.auth.Principal;

/**
 * Whom something concerns: who is one of the principals, in one of the groups or in one of the roles, or anybody if none of these are given; and has proven it by one of the
 * methods, if there are any.
 *
 * @param principals patterns of names
 * @param groups patterns of groups
 * @param roles names of roles
 * @param methods names of methods
 */
record Who(List<Glob> principals, List<Glob> groups, Set<String> roles, Set<String> methods) {
    static final Who ANYBODY = new Who(List.of(), List.of(), Set.of(), Set.of());

    Who {
        principals = List.copyOf(principals);
        groups = List.copyOf(groups);
        roles = Set.copyOf(roles);
        methods = Set.copyOf(methods);
    }

    static Who inRole(String role) {
        return new Who(List.of(), List.of(), Set.of(role), Set.of());
    }

    /** Whether nothing restricts it. */
    boolean isAnybody() {
        return equals(ANYBODY);
    }

    Answer test(Principal principal, Set<String> rolesOfPrincipal) {
        if (!methods.isEmpty() && !methods.contains(principal.method())) {
            return Answer.NO;
        }
        if (principals.isEmpty() && groups.isEmpty() && roles.isEmpty()) {
            return Answer.YES;
        }
        Answer named = Comparison.any(principals, glob -> glob.matches(principal.name()));
        Answer grouped = groups.isEmpty() ? Answer.NO : Comparison.any(principal.groups(), group -> Comparison.any(groups, glob -> glob.matches(group)));
        return named.or(grouped).or(Answer.of(!Collections.disjoint(roles, rolesOfPrincipal)));
    }
}
