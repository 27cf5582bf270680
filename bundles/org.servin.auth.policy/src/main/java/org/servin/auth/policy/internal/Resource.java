package org.servin.auth.policy.internal;

import java.util.List;
import java.util.Map;
import org.servin.spi.auth.Target;

/**
 * Things that a rule is about.
 *
 * @param kind of this kind
 * @param names and, if there are any, called like this: for a rule that allows by all of its names, for one that denies by any
 * @param labels and with all of these labels, of values like these
 */
record Resource(String kind, List<Glob> names, Map<String, List<Glob>> labels) {
    Resource {
        names = List.copyOf(names);
        labels = Map.copyOf(labels);
    }

    /** Whether a request's target is one; not known if the request is about no single thing, since it may well be about all of them. */
    Answer test(Target target, Effect effect) {
        if (target.kind().isEmpty()) {
            return Answer.UNKNOWN;
        }
        if (!target.kind().equals(kind)) {
            return Answer.NO;
        }
        return named(target.names(), effect).and(labelled(target));
    }

    private Answer named(List<String> all, Effect effect) {
        if (names.isEmpty()) {
            return Answer.YES;
        }
        if (effect == Effect.DENY) {
            return Comparison.any(all, this::isLike);
        }
        Answer every = Answer.of(!all.isEmpty());
        for (String name : all) {
            every = every.and(isLike(name));
        }
        return every;
    }

    private Answer isLike(String name) {
        return Comparison.any(names, glob -> glob.matches(name));
    }

    /** What does not exist has no labels yet, or other ones than are known. */
    private Answer labelled(Target target) {
        Answer every = Answer.YES;
        for (Map.Entry<String, List<Glob>> label : labels.entrySet()) {
            String value = target.labels().get(label.getKey());
            Answer one = value != null ? Comparison.any(label.getValue(), glob -> glob.matches(value)) : target.id().isEmpty() ? Answer.UNKNOWN : Answer.NO;
            every = every.and(one);
        }
        return every;
    }
}
