package org.servin.auth.policy.internal;

import java.util.List;
import java.util.Set;
import org.servin.spi.auth.AccessRequest;

/**
 * A sentence of a policy: it matches a request if all of it does.
 *
 * @param name by which people find it again
 * @param effect what it does
 * @param who whom it concerns
 * @param except whom it does not concern though; nobody if there is none
 * @param actions patterns of actions
 * @param http HTTP methods; any if there are none
 * @param resources the things, one of which the request must be about; any and none if there are none
 * @param conditions what is asked of the request's attributes
 */
record Rule(String name, Effect effect, Who who, List<Who> except, List<Glob> actions, Set<String> http, List<Resource> resources, List<Condition> conditions) {
    Rule {
        except = List.copyOf(except);
        actions = List.copyOf(actions);
        http = Set.copyOf(http);
        resources = List.copyOf(resources);
        conditions = List.copyOf(conditions);
    }

    /** The same for those in a role. */
    Rule inRole(String role) {
        return new Rule(role + "/" + name, effect, Who.inRole(role), except, actions, http, resources, conditions);
    }

    boolean isAbout(String action) {
        return Comparison.any(actions, glob -> glob.matches(action)) != Answer.NO;
    }

    /** Whether it decides on a request of an action that it is about. */
    boolean matches(AccessRequest request, Set<String> roles) {
        Answer concerns = concerns(request, roles);
        return concerns != Answer.NO && concerns.and(meets(request)).decides(effect);
    }

    /** Whether it is about this, by whom and how; regardless of what the request is about and what is in it. */
    Answer concerns(AccessRequest request, Set<String> roles) {
        Answer answer = isMethod(request.method()).and(who.test(request.principal(), roles));
        return answer == Answer.NO ? answer : answer.and(Comparison.any(except, e -> e.test(request.principal(), roles)).not());
    }

    /** HEAD is GET without the body (RFC 9110, section 9.3.2). */
    private Answer isMethod(String method) {
        return Answer.of(http.isEmpty() || http.contains(method) || method.equals("HEAD") && http.contains("GET"));
    }

    private Answer meets(AccessRequest request) {
        Answer answer = isAbout(request);
        for (Condition condition : conditions) {
            if (answer == Answer.NO) {
                break;
            }
            answer = answer.and(condition.test(request, effect));
        }
        return answer;
    }

    private Answer isAbout(AccessRequest request) {
        return resources.isEmpty() ? Answer.YES : Comparison.any(resources, r -> r.test(request.target(), effect));
    }

    /** Why it matches, or why it does not though it concerns the request. */
    String explain(AccessRequest request) {
        boolean denies = effect == Effect.DENY;
        if (!resources.isEmpty() && isAbout(request).decides(effect) == denies && (!denies || conditions.isEmpty())) {
            return Reasons.target(request.target()) + (denies ? " is one of its resources" : " is none of its resources");
        }
        return conditions.stream().filter(c -> c.test(request, effect).decides(effect) == denies).findFirst().map(c -> c.explain(request, effect)).orElse("");
    }
}
