package org.servin.auth.policy.internal;

import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.Target;

/** What people are told of decisions. Values of attributes that may be secrets are not in it. */
final class Reasons {
    private Reasons() { }

    static String denied(Rule rule, AccessRequest request) {
        String why = rule.explain(request);
        return "rule " + Quoted.of(rule.name()) + " denies " + action(request) + (why.isEmpty() ? "" : ": " + why);
    }

    static String notAllowed(AccessRequest request) {
        return "no rule allows " + action(request) + " to " + Quoted.of(request.principal().name());
    }

    /** The same, where there is a rule that comes near. */
    static String notAllowed(AccessRequest request, Rule nearest) {
        return notAllowed(request) + "; " + Quoted.of(nearest.name()) + " would, but " + nearest.explain(request);
    }

    private static String action(AccessRequest request) {
        String action = request.action().matches("[a-z.]{1,40}") ? request.action() : Quoted.of(request.action());
        return request.target().names().isEmpty() ? action : action + " of " + target(request.target());
    }

    static String target(Target target) {
        if (target.kind().isEmpty()) {
            return "no single thing";
        }
        return target.kind() + " " + Quoted.of(target.names().isEmpty() ? target.id() : target.names().get(0));
    }
}
