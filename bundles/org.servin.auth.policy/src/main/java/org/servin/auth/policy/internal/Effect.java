package org.servin.auth.policy.internal;

/** What a rule does with a request that it matches. */
enum Effect {
    ALLOW, DENY;

    String word() {
        return this == ALLOW ? "allow" : "deny";
    }
}
