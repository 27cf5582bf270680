package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.servin.spi.auth.Target;

/** What holds of every policy and every request. */
class PolicyPropertiesTest {
    private static final List<String> ACTIONS = List.of("container.create", "container.start", "container.stop", "exec.create");

    @Provide
    Arbitrary<String> rule() {
        Arbitrary<String> effect = Arbitraries.of("allow", "deny");
        Arbitrary<String> who = Arbitraries.of("'principals': ['*']", "'principals': ['a*']", "'groups': ['ops', 'x?']", "'methods': ['tls']", "'principals': ['bob'], 'methods': ['tls', 'jwt']",
                "'roles': ['operator']", "'principals': ['*'], 'except': {'groups': ['ops']}", "'principals': ['*'], 'except': {'roles': ['administrator'], 'methods': ['jwt']}");
        Arbitrary<String> actions = Arbitraries.of("['container.create', 'exec.create']", "['container.start']", "['container.create']", "['*.create']");
        Arbitrary<String> http = Arbitraries.of("", ", 'http': ['GET']", ", 'http': ['POST', 'PUT']");
        Arbitrary<String> resources = Arbitraries.of("", "", ", 'resources': [{'kind': 'container', 'names': ['web*', '?b']}]", ", 'resources': [{'kind': 'container'}, {'kind': 'image'},"
                + " {'kind': 'network'}, {'kind': 'volume'}]");
        return Combinators.combine(effect, who, actions, http, resources, conditions()).as((e, w, a, h, r, c) -> {
            boolean all = a.contains("*"); // of networks and volumes is not known what of containers is
            String about = all && !r.contains("network") ? "" : r;
            return "{'name': '%', 'effect': '" + e + "', " + w + ", 'actions': " + a + h + about + ", 'when': {" + (all ? "" : c) + "}}";
        });
    }

    private static Arbitrary<String> conditions() {
        Arbitrary<String> privileged = Arbitraries.of("", "", "'privileged': true", "'privileged': ['false']", "'privileged': {'not-in': 'true'}");
        Arbitrary<String> mounts = Arbitraries.of("", "", "'mount.source': {'under': ['/srv']}", "'mount.source': {'outside': ['/srv', '/data']}", "'mount.source': {'present': false}",
                "'mount.source': {'under': '/srv', 'unlike': ['*secret*']}", "'mount.source': {'reaches': '/etc'}");
        Arbitrary<String> registries = Arbitraries.of("", "", "'image.registry': '@registries'", "'image.registry': {'not-in': ['docker.io', '']}", "'image.registry': {'like': ['*.example']}");
        Arbitrary<String> capabilities = Arbitraries.of("", "", "'capability.add': ['CAP_CHOWN', 'kill']", "'capability.add': {'not-in': ['ALL']}", "'capability.add': {'like': 'SYS_*'}");
        Arbitrary<String> queries = Arbitraries.of("", "", "'query.x': {'in': ['1', ''], 'optional': true}", "'query.x': {'unlike': ['?']}", "'/a/b~1c': {'present': true}");
        return Combinators.combine(privileged, mounts, registries, capabilities, queries)
                .as((a, b, c, d, e) -> List.of(a, b, c, d, e).stream().filter(s -> !s.isEmpty()).collect(Collectors.joining(", ")));
    }

    @Provide
    Arbitrary<List<String>> rules() {
        return rule().list().ofMinSize(1).ofMaxSize(8).map(PolicyPropertiesTest::named);
    }

    private static List<String> named(List<String> rules) {
        List<String> named = new ArrayList<>();
        for (String rule : rules) {
            named.add(rule.replace("%", "r" + named.size()));
        }
        return named;
    }

    @Provide
    Arbitrary<Requests> requests() {
        Arbitrary<Requests> who = Combinators.combine(Arbitraries.of(ACTIONS), Arbitraries.of("alice", "bob", "admin", "oper"), Arbitraries.of(List.of(), List.of("ops"), List.of("xy", "z")),
                Arbitraries.of("tls", "jwt", "unix"), Arbitraries.of("GET", "POST"))
                .as((action, name, groups, how, http) -> Requests.of(action).by(name, groups.toArray(String[]::new)).proven(how).http(http));
        Arbitrary<Target> targets = Arbitraries.of(Target.NONE, new Target("container", "1", List.of("web", "ab"), Map.of()), new Target("container", "1", List.of("webs"), Map.of()),
                new Target("container", "", List.of("ab"), Map.of()), new Target("container", "", List.of(), Map.of()));
        return Combinators.combine(who, targets, values("privileged", "true", "false"), values("mount.source", "/srv", "/srv/secret", "/srvx", "/etc/x", "/", "/srv/../etc", "srv"),
                values("image.registry", "docker.io", "evil.example", "", "Docker.IO:443"), values("capability.add", "CHOWN", "KILL", "SYS_ADMIN", "ALL"), values("query.x", "1", "", "ab"))
                .as((request, target, a, b, c, d, e) -> {
                    Requests all = request.on(target);
                    for (Map.Entry<String, Set<String>> one : List.of(a, b, c, d, e)) {
                        all = one.getValue().isEmpty() ? all : all.with(one.getKey(), one.getValue().toArray(String[]::new));
                    }
                    return all;
                });
    }

    private static Arbitrary<Map.Entry<String, Set<String>>> values(String attribute, String... values) {
        return Arbitraries.of(values).set().ofMaxSize(2).map(set -> Map.entry(attribute, set));
    }

    private static Judge judge(List<String> rules) throws PolicyException {
        return new Judge(policy(rules));
    }

    private static Policy policy(List<String> rules) throws PolicyException {
        return Policies.read("{'lists': {'registries': ['docker.io', 'quay.io']}, 'bindings': [{'principals': ['admin'], 'roles': ['administrator']},"
                + " {'principals': ['oper'], 'methods': ['tls', 'unix'], 'roles': ['operator']}], 'rules': [" + String.join(", ", rules) + "]}");
    }

    private static boolean allowed(List<String> rules, Requests request) throws PolicyException {
        return judge(rules).judge(request.made()).allowed();
    }

    @Property
    void orderChangesNothing(@ForAll("rules") List<String> rules, @ForAll("requests") Requests request, @ForAll long seed) throws PolicyException {
        List<String> shuffled = new ArrayList<>(rules);
        Collections.shuffle(shuffled, new Random(seed));
        assertEquals(allowed(rules, request), allowed(shuffled, request));
    }

    @Property
    void aRuleThatDeniesLetsNothingThrough(@ForAll("rules") List<String> rules, @ForAll("requests") Requests request) throws PolicyException {
        for (String rule : rules) {
            if (rule.contains("'deny'") && !allowed(List.of(rule, "{'name': 'all', 'effect': 'allow', 'principals': ['*'], 'actions': ['*']}"), request)) {
                assertFalse(allowed(rules, request));
            }
        }
    }

    @Property
    void addingARuleThatDeniesNeverAllowsMore(@ForAll("rules") List<String> rules, @ForAll("rule") String more, @ForAll("requests") Requests request) throws PolicyException {
        List<String> longer = new ArrayList<>(rules);
        longer.add(0, more.replace("%", "more").replace("'allow'", "'deny'"));
        assertTrue(allowed(rules, request) || !allowed(longer, request));
    }

    @Property
    void removingARuleThatAllowsNeverAllowsMore(@ForAll("rules") List<String> rules, @ForAll("requests") Requests request) throws PolicyException {
        List<String> shorter = new ArrayList<>(rules);
        shorter.removeIf(r -> r.contains("'allow'") && r.hashCode() % 2 == 0);
        assertTrue(allowed(rules, request) || !allowed(shorter, request));
    }

    @Property
    void sayingLessAllowsNothingMore(@ForAll("rules") List<String> rules, @ForAll("requests") Requests request) throws PolicyException {
        for (String fact : List.of("privileged", "image.registry")) {
            assertTrue(allowed(rules, request) || !allowed(rules, request.without(fact)) || !request.attributes().containsKey(fact));
        }
    }

    @Property
    void everyVerdictNamesItsRule(@ForAll("rules") List<String> rules, @ForAll("requests") Requests request) throws PolicyException {
        Judge judge = judge(rules);
        var verdict = judge.judge(request.made());
        boolean known = policy(rules).everyRule().anyMatch(r -> r.name().equals(verdict.rule()));
        assertTrue(verdict.allowed() ? known && verdict.reason().isEmpty() : (known || verdict.rule().equals(Judge.NO_RULE)) && verdict.reason().contains(request.action()));
        assertFalse(verdict.reason().endsWith(" "), verdict.reason());
    }

    @Property
    void whatIsPrintedIsReadAgain(@ForAll("rules") List<String> rules, @ForAll("requests") Requests request) throws PolicyException {
        Policy policy = policy(rules);
        String printed = PolicyPrinter.print(policy);
        Policy again = PolicyReader.read("printed", printed.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(policy.bindings(), again.bindings());
        assertEquals(policy.rules(), again.rules());
        assertEquals(printed, PolicyPrinter.print(again));
        boolean builtIn = request.principal().name().equals("oper"); // whose lists are not printed
        assertTrue(builtIn || new Judge(policy).judge(request.made()).equals(new Judge(again).judge(request.made())));
    }
}
