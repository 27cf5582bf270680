package org.servin.auth.policy.internal;

import java.util.Optional;
import java.util.stream.Stream;

/** How a value is compared with those of a condition. */
enum Operator {
    IN("in", "is", "is not"),
    NOT_IN("not-in", "is not", "is"),
    LIKE("like", "is like", "is not like"),
    UNLIKE("unlike", "is not like", "is like"),
    UNDER("under", "is under", "is outside of"),
    OUTSIDE("outside", "is outside of", "is under"),
    REACHES("reaches", "reaches", "does not reach");

    private final String member;
    private final String holds;
    private final String fails;

    Operator(String member, String holds, String fails) {
        this.member = member;
        this.holds = holds;
        this.fails = fails;
    }

    static Optional<Operator> of(String member) {
        return Stream.of(values()).filter(o -> o.member.equals(member)).findFirst();
    }

    /** Its name in policies. */
    String member() {
        return member;
    }

    /** What is said of a value for which it holds, or does not. */
    String phrase(boolean met) {
        return met ? holds : fails;
    }

    boolean ofPaths() {
        return this == UNDER || this == OUTSIDE || this == REACHES;
    }

    boolean ofPatterns() {
        return this == LIKE || this == UNLIKE;
    }
}
