package org.servin.auth.policy.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.Verdict;

/** Decides by a policy: a rule that denies wins, wherever it is; what no rule allows is denied. Immutable. */
final class Judge {
    /** In the place of a rule's name where there is no such rule. */
    static final String NO_RULE = "no rule allows";
    private final Policy policy;
    private final List<Rule> all;
    private final Map<String, Candidates> byAction = new HashMap<>();
    private final Concerned<Considered> concerned = new Concerned<>();

    /** The rules that are about an action. */
    private record Candidates(List<Rule> denying, List<Rule> allowing) {
        static Candidates of(List<Rule> all, String action) {
            List<Rule> about = all.stream().filter(r -> r.isAbout(action)).toList();
            return new Candidates(about.stream().filter(r -> r.effect() == Effect.DENY).toList(), about.stream().filter(r -> r.effect() == Effect.ALLOW).toList());
        }
    }

    /**
     * What is looked at for a request.
     *
     * @param candidates the rules that are about its action and concern its sender, or may
     * @param roles the sender's
     */
    private record Considered(Candidates candidates, Set<String> roles) { }

    Judge(Policy policy) {
        this.policy = policy;
        this.all = policy.everyRule().toList();
        Vocabulary.allActions().forEach(action -> byAction.put(action.name(), Candidates.of(all, action.name())));
    }

    /** Whether it is to be enforced. */
    boolean enforces() {
        return policy.enforce();
    }

    /** What the policy says, be it enforced or not. */
    Verdict judge(AccessRequest request) {
        if (!isNamed(request.principal())) {
            return Verdict.deny(NO_RULE, "the caller's name or one of the groups has more than " + Glob.MAX_TEXT + " characters");
        }
        Considered considered = concerned.of(request, this::consider);
        Candidates candidates = considered.candidates();
        Set<String> roles = considered.roles();
        for (Rule rule : candidates.denying()) {
            if (rule.matches(request, roles)) {
                return Verdict.deny(rule.name(), Reasons.denied(rule, request));
            }
        }
        for (Rule rule : candidates.allowing()) {
            if (rule.matches(request, roles)) {
                return Verdict.allow(rule.name());
            }
        }
        return Verdict.deny(NO_RULE, candidates.allowing().stream().filter(r -> r.concerns(request, roles) == Answer.YES).findFirst()
                .map(nearest -> Reasons.notAllowed(request, nearest)).orElseGet(() -> Reasons.notAllowed(request)));
    }

    private Considered consider(AccessRequest request) {
        Candidates candidates = byAction.get(request.action());
        if (candidates == null) { // of a newer engine than this list of actions
            candidates = Candidates.of(all, request.action());
        }
        Set<String> roles = roles(request.principal());
        return new Considered(new Candidates(concerning(candidates.denying(), request, roles), concerning(candidates.allowing(), request, roles)), roles);
    }

    private static List<Rule> concerning(List<Rule> rules, AccessRequest request, Set<String> roles) {
        return rules.stream().filter(rule -> rule.concerns(request, roles) != Answer.NO).toList();
    }

    /** Whether patterns can tell who it is. */
    private static boolean isNamed(Principal principal) {
        return principal.name().length() <= Glob.MAX_TEXT && principal.groups().stream().allMatch(g -> g.length() <= Glob.MAX_TEXT);
    }

    private Set<String> roles(Principal principal) {
        Set<String> roles = new HashSet<>();
        for (Binding binding : policy.bindings()) {
            if (binding.who().test(principal, Set.of()) == Answer.YES) {
                roles.addAll(binding.roles());
            }
        }
        return roles;
    }
}
