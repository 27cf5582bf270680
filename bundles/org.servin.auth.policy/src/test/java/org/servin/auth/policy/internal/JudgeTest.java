package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.servin.auth.policy.internal.Policies.ALL_FOR_ALICE;
import static org.servin.auth.policy.internal.Policies.allow;
import static org.servin.auth.policy.internal.Policies.judge;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.servin.spi.auth.Target;
import org.servin.spi.auth.Verdict;

class JudgeTest {
    private static final Requests STOP = Requests.container("container.stop");

    private static String rule(String effect, String rest) {
        return "{'name': 'r', 'effect': '" + effect + "', 'actions': ['container.*', 'image.*'], " + rest + "}";
    }

    private static Target target(String kind, String id, Map<String, String> labels, String... names) {
        return new Target(kind, id, List.of(names), labels);
    }

    @Test
    void deniesWhatNoRuleAllows() throws PolicyException {
        assertEquals(Verdict.deny("no rule allows", "no rule allows container.stop of container \"web\" to \"alice\""), judge(STOP));
        assertEquals(Verdict.allow("alice"), judge(STOP, ALL_FOR_ALICE));
        assertFalse(allow(STOP.by("Alice"), ALL_FOR_ALICE));
        assertFalse(allow(STOP.by("alice\n"), ALL_FOR_ALICE));
        assertFalse(allow(STOP.by("\u0430lice"), ALL_FOR_ALICE));
    }

    @Test
    void whatDeniesWinsWhereverItIs() throws PolicyException {
        String deny = rule("deny", "'principals': ['alice']");
        assertEquals("r", judge(STOP, deny, ALL_FOR_ALICE).rule());
        assertEquals("r", judge(STOP, ALL_FOR_ALICE, deny).rule());
        assertFalse(allow(STOP, ALL_FOR_ALICE, deny));
    }

    @Test
    void concernsPrincipalsOrGroupsOrRolesByOneOfTheMethods() throws PolicyException {
        String rule = rule("allow", "'principals': ['a*'], 'groups': ['ops', 'dev-*'], 'methods': ['tls', 'jwt']");
        assertTrue(allow(STOP, rule));
        assertTrue(allow(STOP.by("bob", "dev-web"), rule));
        assertFalse(allow(STOP.by("bob", "dev", "opsx"), rule));
        assertFalse(allow(STOP.proven("unix"), rule));
        assertTrue(allow(STOP.by("bob", "ops").proven("jwt"), rule));
        assertTrue(allow(STOP.by("carol"), rule("allow", "'methods': ['tls']")));
    }

    @Test
    void exceptionsAreNotConcerned() throws PolicyException {
        String deny = rule("deny", "'except': {'groups': ['admins'], 'methods': ['tls']}");
        String all = "{'name': 'all', 'effect': 'allow', 'principals': ['*'], 'actions': ['*']}";
        assertFalse(allow(STOP, deny, all));
        assertTrue(allow(STOP.by("alice", "admins"), deny, all));
        assertFalse(allow(STOP.by("alice", "admins").proven("unix"), deny, all));
    }

    @Test
    void namesTooLongToBeComparedAreNobodys() throws PolicyException {
        String all = "{'name': 'all', 'effect': 'allow', 'principals': ['*'], 'actions': ['*']}";
        assertFalse(allow(STOP.by("a".repeat(5000)), all));
        assertFalse(allow(STOP.by("a", "g".repeat(5000)), all));
    }

    @Test
    void methodsOfHttp() throws PolicyException {
        String rule = rule("allow", "'principals': ['*'], 'http': ['GET', 'PUT']");
        assertTrue(allow(STOP.http("GET"), rule));
        assertTrue(allow(STOP.http("HEAD"), rule));
        assertTrue(allow(STOP.http("PUT"), rule));
        assertFalse(allow(STOP.http("POST"), rule));
        assertFalse(allow(STOP.http("get"), rule));
        assertFalse(allow(STOP.http("GET"), rule("allow", "'principals': ['*'], 'http': ['HEAD']")));
    }

    @Test
    void allNamesOfAThingMustBeCalledSoToAllowAndOneIsEnoughToDeny() throws PolicyException {
        String resources = "'principals': ['*'], 'resources': [{'kind': 'image', 'names': ['docker.io/*', 'quay.io/*']}]";
        String deny = "{'name': 'r', 'effect': 'deny', 'actions': ['image.remove'], 'resources': [{'kind': 'image', 'names': ['docker.io/*', 'quay.io/*']}]}";
        Requests remove = Requests.of("image.remove");
        Requests mixed = remove.on(target("image", "1", Map.of(), "docker.io/library/a:latest", "evil.example/a:latest"));
        assertFalse(allow(mixed, rule("allow", resources)));
        assertFalse(allow(mixed, deny, ALL_FOR_ALICE));
        Requests good = remove.on(target("image", "1", Map.of(), "docker.io/library/a:latest", "quay.io/a:latest"));
        assertTrue(allow(good, rule("allow", resources)));
        Requests nameless = remove.on(target("image", "1", Map.of()));
        assertFalse(allow(nameless, rule("allow", resources)));
        assertTrue(allow(nameless, deny, ALL_FOR_ALICE));
        assertFalse(allow(remove.on(target("container", "1", Map.of(), "docker.io/a")), rule("allow", resources)));
    }

    @Test
    void labelsMustAllBeSo() throws PolicyException {
        String resources = "'resources': [{'kind': 'container', 'labels': {'com.example.team': ['a', 'b-*'], 'x': ['*']}}]";
        String allow = rule("allow", "'principals': ['*'], " + resources);
        String deny = "{'name': 'r', 'effect': 'deny', 'actions': ['container.stop'], " + resources + "}";
        Requests both = STOP.on(target("container", "1", Map.of("com.example.team", "b-1", "x", ""), "web"));
        assertTrue(allow(both, allow));
        assertFalse(allow(both, deny, ALL_FOR_ALICE));
        for (Map<String, String> labels : List.of(Map.of("com.example.team", "a"), Map.of("com.example.team", "c", "x", ""), Map.of("com", "a", "x", ""),
                Map.of("com.example.Team", "a", "x", ""), Map.<String, String>of())) {
            Requests other = STOP.on(target("container", "1", labels, "web"));
            assertFalse(allow(other, allow), labels.toString());
            assertTrue(allow(other, deny, ALL_FOR_ALICE), labels.toString());
        }
    }

    @Test
    void whatIsNotThereHasLabelsThatNobodyKnows() throws PolicyException {
        String resources = "'resources': [{'kind': 'container', 'labels': {'team': ['a']}}]";
        Requests absent = STOP.on(target("container", "", Map.of(), "web"));
        assertFalse(allow(absent, rule("allow", "'principals': ['*'], " + resources)));
        assertFalse(allow(absent, "{'name': 'r', 'effect': 'deny', 'actions': ['container.stop'], " + resources + "}", ALL_FOR_ALICE));
    }

    @Test
    void aRequestAboutNoSingleThingMayBeAboutAll() throws PolicyException {
        String resources = "'resources': [{'kind': 'container', 'names': ['prod-*']}]";
        Requests nothing = STOP.on(Target.NONE);
        assertFalse(allow(nothing, rule("allow", "'principals': ['*'], " + resources)));
        assertFalse(allow(nothing, "{'name': 'r', 'effect': 'deny', 'actions': ['container.stop'], " + resources + "}", ALL_FOR_ALICE));
    }

    @Test
    void labelsTooLongToBeComparedCountAgainstTheRequest() throws PolicyException {
        String resources = "'resources': [{'kind': 'container', 'labels': {'team': ['a*']}}]";
        Requests huge = STOP.on(target("container", "1", Map.of("team", "b".repeat(1 << 20)), "web"));
        assertFalse(allow(huge, rule("allow", "'principals': ['*'], " + resources)));
        assertFalse(allow(huge, "{'name': 'r', 'effect': 'deny', 'actions': ['container.stop'], " + resources + "}", ALL_FOR_ALICE));
    }

    @Test
    void actionsOfNewerEnginesAreMatchedByPatternsOnly() throws PolicyException {
        Requests newer = Requests.of("container.teleport");
        assertTrue(allow(newer, ALL_FOR_ALICE));
        assertTrue(allow(newer, rule("allow", "'principals': ['*']")));
        assertFalse(allow(newer, rule("deny", "'principals': ['*']"), ALL_FOR_ALICE));
        assertFalse(allow(newer, "{'name': 'r', 'effect': 'allow', 'principals': ['*'], 'actions': ['container.create', 'container.s*']}"));
        assertFalse(allow(Requests.of("container.teleport"), "{'name': 'r', 'effect': 'allow', 'principals': ['*'], 'actions': ['container.*'], 'when': {'mount.source': {'under': '/srv'}}}"));
    }

    @Test
    void saysWhichRuleComesNear() throws PolicyException {
        String rule = "{'name': 'srv', 'effect': 'allow', 'principals': ['*'], 'actions': ['container.create'], 'when': {'privileged': false, 'mount.source': {'under': '/srv'}}}";
        assertEquals("no rule allows container.create of container \"web\" to \"alice\"; \"srv\" would, but mount.source \"/etc\" is outside of \"/srv\"",
                judge(Requests.container("container.create").with("mount.source", "/etc", "/srv"), rule).reason());
        assertEquals("no rule allows container.create to \"alice\"; \"srv\" would, but privileged is not known", judge(Requests.of("container.create"), rule).reason());
    }

    @Test
    void reasonsAreOneShortLine() throws PolicyException {
        String reason = judge(STOP.by("a\nb\u202e\0\"" + "c".repeat(3000)).on(target("container", "1", Map.of(), "x\r\n2026 forged"))).reason();
        assertTrue(reason.startsWith("no rule allows container.stop of container \"x\\u000d\\u000a2026 forged\" to \"a\\u000ab\\u202e\\u0000\\\"ccc"), reason);
        assertTrue(reason.length() < 300, reason);
        assertEquals(1, reason.lines().count());
        assertTrue(judge(Requests.of("x\ny")).reason().startsWith("no rule allows \"x\\u000ay\""));
    }
}
