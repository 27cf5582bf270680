package org.servin.auth.policy.internal;

/** Whether something holds of a request, in the three-valued logic of Kleene: what cannot be known is neither true nor false until {@link #decides}. */
enum Answer {
    YES, NO, UNKNOWN;

    static Answer of(boolean holds) {
        return holds ? YES : NO;
    }

    Answer and(Answer other) {
        return this == NO || other == NO ? NO : this == UNKNOWN || other == UNKNOWN ? UNKNOWN : YES;
    }

    Answer or(Answer other) {
        return this == YES || other == YES ? YES : this == UNKNOWN || other == UNKNOWN ? UNKNOWN : NO;
    }

    Answer not() {
        return this == UNKNOWN ? UNKNOWN : of(this == NO);
    }

    /** Whether a rule of this effect matches. What is not known counts against the request: no rule allows on account of it, and none that denies is dodged by it. */
    boolean decides(Effect effect) {
        return this == YES || this == UNKNOWN && effect == Effect.DENY;
    }
}
