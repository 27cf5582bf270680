package org.servin.auth.policy.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One thing that is asked of a value. Immutable. */
final class Comparison {
    private final Operator operator;
    private final List<String> operands;
    private final Function<String, Answer> matcher;

    private Comparison(Operator operator, List<String> operands, Function<String, Answer> matcher) {
        this.operator = operator;
        this.operands = List.copyOf(operands);
        this.matcher = matcher;
    }

    /** Compares with those. IllegalArgumentException, without naming which, if one of them is nothing to compare with. */
    static Comparison of(Operator operator, Values values, List<String> operands) {
        return switch (operator) {
            case IN, NOT_IN -> exact(operator, values, operands);
            case LIKE, UNLIKE -> patterns(operator, values == Values.PATH ? operands : operands.stream().map(values::normal).toList());
            case UNDER, OUTSIDE, REACHES -> paths(operator, operands);
        };
    }

    private static Comparison exact(Operator operator, Values values, List<String> operands) {
        List<String> normal = operands.stream().map(values::ofPolicy).toList();
        Set<String> all = Set.copyOf(values.all(Set.copyOf(normal)));
        return new Comparison(operator, normal, signed(operator == Operator.IN, value -> Answer.of(all.contains(value))));
    }

    private static Comparison patterns(Operator operator, List<String> operands) {
        List<Glob> globs = operands.stream().map(Glob::of).toList();
        return new Comparison(operator, operands, signed(operator == Operator.LIKE, value -> any(globs, glob -> glob.matches(value))));
    }

    private static Comparison paths(Operator operator, List<String> operands) {
        List<HostPath> paths = operands.stream().map(Comparison::path).toList();
        boolean above = operator == Operator.REACHES;
        Function<String, Answer> match = value -> HostPath.of(value)
                .map(v -> Answer.of(paths.stream().anyMatch(p -> v.isUnder(p) || above && p.isUnder(v))))
                .orElse(Answer.UNKNOWN);
        return new Comparison(operator, paths.stream().map(HostPath::text).toList(), signed(operator != Operator.OUTSIDE, match));
    }

    private static HostPath path(String text) {
        return HostPath.of(text).orElseThrow(() -> new IllegalArgumentException("is no absolute path without the components . and .."));
    }

    private static Function<String, Answer> signed(boolean positive, Function<String, Answer> match) {
        return positive ? match : value -> match.apply(value).not();
    }

    /** Whether one of the patterns matches. */
    static <T> Answer any(Iterable<T> patterns, Function<T, Answer> match) {
        Answer any = Answer.NO;
        for (T pattern : patterns) {
            any = any.or(match.apply(pattern));
            if (any == Answer.YES) {
                break;
            }
        }
        return any;
    }

    Answer test(String value) {
        return matcher.apply(value);
    }

    Operator operator() {
        return operator;
    }

    /** As they were given, in normal form. */
    List<String> operands() {
        return operands;
    }

    /** What is said of a value. */
    String phrase(boolean met) {
        return operands.isEmpty() ? operator.phrase(met) + " anything" : operator.phrase(met) + " " + Quoted.of(operands);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Comparison c && c.operator == operator && c.operands.equals(operands);
    }

    @Override
    public int hashCode() {
        return 31 * operator.hashCode() + operands.hashCode();
    }
}
