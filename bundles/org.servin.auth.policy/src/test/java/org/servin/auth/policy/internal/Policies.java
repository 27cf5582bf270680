package org.servin.auth.policy.internal;

import java.nio.charset.StandardCharsets;
import org.servin.spi.auth.Verdict;

/** Policies as people write them, with apostrophes for quotation marks. */
final class Policies {
    static final String ALL_FOR_ALICE = "{'name': 'alice', 'effect': 'allow', 'principals': ['alice'], 'actions': ['*']}";

    private Policies() { }

    static Policy read(String text) throws PolicyException {
        return PolicyReader.read("p.json", text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** A policy of these rules. */
    static Judge rules(String... rules) throws PolicyException {
        return new Judge(read("{'rules': [" + String.join(", ", rules) + "]}"));
    }

    /** Whether these rules allow a request. */
    static boolean allow(Requests request, String... rules) throws PolicyException {
        return judge(request, rules).allowed();
    }

    static Verdict judge(Requests request, String... rules) throws PolicyException {
        return rules(rules).judge(request.made());
    }

    /** Whether a rule of this effect with this condition matches: an allowing one alone, or a denying one beside another that allows everything. */
    static boolean matches(Effect effect, String when, Requests request) throws PolicyException {
        String rule = "{'name': 'tested', 'effect': '" + effect.word() + "', 'principals': ['*'], 'actions': ['" + request.action() + "'], 'when': {" + when + "}}";
        return effect == Effect.ALLOW ? allow(request, rule) : !allow(request, rule, ALL_FOR_ALICE);
    }
}
