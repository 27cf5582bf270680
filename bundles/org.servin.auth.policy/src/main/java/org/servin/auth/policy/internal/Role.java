package org.servin.auth.policy.internal;

import java.util.List;

/**
 * What those may who are bound to it.
 *
 * @param name its name
 * @param rules rules that allow
 */
record Role(String name, List<Rule> rules) {
    Role {
        rules = List.copyOf(rules);
    }
}
