package org.servin.auth.policy.internal;

import java.util.List;
import java.util.stream.Stream;

/**
 * A policy as its file says it.
 *
 * @param enforce whether it is enforced; if not, it is only told what would be denied
 * @param builtIn roles that are always there
 * @param roles roles of the file's own
 * @param bindings who has which
 * @param rules what else may be or must not be
 */
record Policy(boolean enforce, List<Role> builtIn, List<Role> roles, List<Binding> bindings, List<Rule> rules) {
    Policy {
        builtIn = List.copyOf(builtIn);
        roles = List.copyOf(roles);
        bindings = List.copyOf(bindings);
        rules = List.copyOf(rules);
    }

    /** All rules, those of roles for whom has the role. */
    Stream<Rule> everyRule() {
        Stream<Role> all = Stream.concat(builtIn.stream(), roles.stream());
        return Stream.concat(rules.stream(), all.flatMap(role -> role.rules().stream().map(rule -> rule.inRole(role.name()))));
    }
}
