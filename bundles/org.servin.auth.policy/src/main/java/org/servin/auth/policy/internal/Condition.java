package org.servin.auth.policy.internal;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.servin.auth.policy.internal.Attribute.Presence;
import org.servin.spi.auth.AccessRequest;

/**
 * What a rule asks of an attribute. For a rule that allows, all values must be as asked; for one that denies, a single one is enough.
 *
 * @param attribute of what
 * @param comparisons what is asked of a value; all of them
 * @param present whether there must be a value, or must be none; then nothing is compared
 * @param optional whether a rule that allows still does, and one that denies does not, where the client has given no value
 */
record Condition(Attribute attribute, List<Comparison> comparisons, Optional<Boolean> present, boolean optional) {
    Condition {
        Objects.requireNonNull(attribute, "attribute is null");
        Objects.requireNonNull(present, "present is null");
        comparisons = List.copyOf(comparisons);
    }

    /** Whether a request is as a rule of this effect asks. */
    Answer test(AccessRequest request, Effect effect) {
        Optional<Set<String>> known = attribute.in(request);
        if (known.isEmpty()) {
            return Answer.UNKNOWN;
        }
        Set<String> values = known.get();
        if (present.isPresent()) {
            return Answer.of(present.get() != values.isEmpty());
        }
        if (values.isEmpty()) {
            return attribute.presence() == Presence.ANY_NUMBER || optional ? Answer.of(effect == Effect.ALLOW) : Answer.UNKNOWN;
        }
        return effect == Effect.ALLOW ? all(values) : any(values);
    }

    private Answer all(Set<String> values) {
        Answer all = Answer.YES;
        for (String value : values) {
            all = all.and(test(value));
        }
        return all;
    }

    private Answer any(Set<String> values) {
        Answer any = Answer.NO;
        for (String value : values) {
            any = any.or(test(value));
        }
        return any;
    }

    private Answer test(String value) {
        Answer all = Answer.YES;
        for (Comparison comparison : comparisons) {
            all = all.and(comparison.test(value));
        }
        return all;
    }

    /** Why it decides against a request: because a rule that denies finds it met, or one that allows does not. */
    String explain(AccessRequest request, Effect effect) {
        Set<String> values = attribute.in(request).orElse(null);
        if (values == null) {
            return attribute.name() + " is not known";
        }
        if (values.isEmpty()) {
            return attribute.presence() == Presence.ANY_NUMBER ? "there is no " + attribute.name() : attribute.name() + " is not given";
        }
        if (present.isPresent()) {
            return shown(values.stream().sorted().findFirst().orElseThrow()) + " is there";
        }
        return values.stream().sorted().filter(v -> against(test(v), effect)).findFirst().map(v -> shown(v) + " " + phrase(v, effect)).orElse(attribute.name());
    }

    private static boolean against(Answer answer, Effect effect) {
        return answer.decides(effect) == (effect == Effect.DENY);
    }

    private String phrase(String value, Effect effect) {
        Comparison which = comparisons.stream().filter(c -> against(c.test(value), effect)).findFirst().orElseThrow();
        return which.test(value) == Answer.UNKNOWN ? "cannot be compared" : which.phrase(effect == Effect.DENY);
    }

    private String shown(String value) {
        return attribute.open() ? attribute.name() + " " + Quoted.of(value) : attribute.name();
    }
}
