package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.servin.auth.policy.internal.Effect.ALLOW;
import static org.servin.auth.policy.internal.Effect.DENY;
import static org.servin.auth.policy.internal.Policies.matches;

import org.junit.jupiter.api.Test;

/** What conditions mean for rules that allow and for rules that deny. */
class ConditionTest {
    private static final Requests CREATE = Requests.container("container.create");

    @Test
    void allValuesMustBeAsAskedToAllowAndOneIsEnoughToDeny() throws PolicyException {
        Requests both = CREATE.with("image.registry", "docker.io", "evil.example");
        assertFalse(matches(ALLOW, "'image.registry': ['docker.io']", both));
        assertTrue(matches(ALLOW, "'image.registry': ['docker.io', 'evil.example']", both));
        assertFalse(matches(ALLOW, "'image.registry': {'not-in': ['evil.example']}", both));
        assertTrue(matches(DENY, "'image.registry': ['evil.example']", both));
        assertTrue(matches(DENY, "'image.registry': {'not-in': ['docker.io']}", both));
        assertFalse(matches(DENY, "'image.registry': ['other.example']", both));
        assertFalse(matches(DENY, "'image.registry': {'not-in': ['docker.io', 'evil.example']}", both));
    }

    @Test
    void comparisonsOfOneConditionAreAboutTheSameValue() throws PolicyException {
        Requests two = CREATE.with("mount.source", "/srv/secret", "/data");
        assertFalse(matches(DENY, "'mount.source': {'under': ['/srv'], 'outside': ['/srv/secret']}", two));
        assertTrue(matches(DENY, "'mount.source': {'under': ['/srv'], 'outside': ['/srv/open']}", two));
    }

    @Test
    void noneOfWhatThereMayBeAnyNumberIsKnowledge() throws PolicyException {
        assertTrue(matches(ALLOW, "'mount.source': {'under': ['/srv']}", CREATE));
        assertFalse(matches(DENY, "'mount.source': {'outside': ['/srv']}", CREATE));
        assertFalse(matches(DENY, "'mount.source': {'under': ['/srv']}", CREATE));
        assertTrue(matches(ALLOW, "'mount.source': {'present': false}", CREATE));
        assertFalse(matches(ALLOW, "'mount.source': {'present': true}", CREATE));
        assertFalse(matches(DENY, "'mount.source': {'present': true}", CREATE));
        assertTrue(matches(DENY, "'mount.source': {'present': false}", CREATE));
        assertTrue(matches(DENY, "'mount.source': {'present': true}", CREATE.with("mount.source", "/x")));
    }

    @Test
    void whatTheEngineHasNotSaidCountsAgainstTheRequest() throws PolicyException {
        Requests mute = Requests.of("container.create");
        for (String when : new String[] {"'privileged': true", "'privileged': false", "'privileged': {'not-in': ['true']}", "'mount.source': {'under': ['/srv']}",
            "'mount.source': {'outside': ['/srv']}", "'mount.source': {'present': false}", "'mount.source': {'present': true}", "'runtime': {'in': ['runc'], 'optional': true}",
            "'label.team': 'a'", "'image.registry': 'docker.io'"}) {
            assertFalse(matches(ALLOW, when, mute), when);
            assertTrue(matches(DENY, when, mute), when);
        }
    }

    @Test
    void whatMustAlwaysBeSaidIsNotKnownWhereItIsMissing() throws PolicyException {
        Requests odd = CREATE.without("image.registry");
        assertFalse(matches(ALLOW, "'image.registry': 'docker.io'", odd));
        assertTrue(matches(DENY, "'image.registry': 'evil.example'", odd));
    }

    @Test
    void whatTheClientHasNotGivenCountsAgainstItUnlessOptional() throws PolicyException {
        Requests remove = Requests.of("container.remove");
        for (String place : new String[] {"query.force", "/HostConfig/Runtime"}) {
            assertFalse(matches(ALLOW, "'" + place + "': ['0', 'false']", remove));
            assertTrue(matches(ALLOW, "'" + place + "': {'in': ['0', 'false'], 'optional': true}", remove));
            assertTrue(matches(DENY, "'" + place + "': ['1', 'true']", remove));
            assertTrue(matches(DENY, "'" + place + "': {'not-in': ['0']}", remove));
            assertFalse(matches(DENY, "'" + place + "': {'in': ['1', 'true'], 'optional': true}", remove));
            assertFalse(matches(DENY, "'" + place + "': {'not-in': ['0'], 'optional': true}", remove));
            assertTrue(matches(ALLOW, "'" + place + "': {'present': false}", remove));
            assertFalse(matches(DENY, "'" + place + "': {'present': true}", remove));
        }
        assertTrue(matches(DENY, "'query.force': {'in': ['1', 'true'], 'optional': true}", remove.with("query.force", "1")));
        assertTrue(matches(DENY, "'query.force': ['1']", remove.with("query.force", "0", "1")));
        assertFalse(matches(ALLOW, "'query.force': ['0']", remove.with("query.force", "0", "1")));
    }

    @Test
    void emptyTextIsAValue() throws PolicyException {
        Requests nameless = CREATE.with("image.registry", "");
        assertFalse(matches(ALLOW, "'image.registry': ['docker.io']", nameless));
        assertTrue(matches(ALLOW, "'image.registry': ['docker.io', '']", nameless));
        assertTrue(matches(DENY, "'image.registry': {'not-in': ['docker.io']}", nameless));
        assertFalse(matches(DENY, "'image.registry': ['docker.io']", nameless));
        assertTrue(matches(ALLOW, "'query.tag': ''", Requests.of("image.pull").with("query.tag", "")));
    }

    @Test
    void pathsThatCannotBeComparedCountAgainstTheRequest() throws PolicyException {
        for (String odd : new String[] {"/srv/../etc", "srv", "", "/srv/\0", "/srv/" + "a".repeat(5000)}) {
            Requests mount = CREATE.with("mount.source", odd);
            assertFalse(matches(ALLOW, "'mount.source': {'under': ['/srv', '/']}", mount), odd);
            assertFalse(matches(ALLOW, "'mount.source': {'outside': ['/etc']}", mount), odd);
            assertTrue(matches(DENY, "'mount.source': {'under': ['/etc']}", mount), odd);
            assertTrue(matches(DENY, "'mount.source': {'outside': ['/']}", mount), odd);
            assertTrue(matches(DENY, "'mount.source': {'reaches': ['/etc']}", mount), odd);
        }
    }

    @Test
    void whatIsAboveReachesWhatIsBelow() throws PolicyException {
        String reaches = "'mount.source': {'reaches': ['/var/run/docker.sock', '/etc/']}";
        for (String path : new String[] {"/", "/var", "/var/run", "//var/run/", "/var/run/docker.sock", "/etc", "/etc/shadow"}) {
            assertTrue(matches(DENY, reaches, CREATE.with("mount.source", path)), path);
        }
        for (String path : new String[] {"/srv", "/var/running", "/etcetera", "/var/run/docker.sock2"}) {
            assertFalse(matches(DENY, reaches, CREATE.with("mount.source", path)), path);
        }
    }

    @Test
    void pathsAreEqualHoweverTheyAreWritten() throws PolicyException {
        assertTrue(matches(ALLOW, "'mount.source': ['/srv//x/']", CREATE.with("mount.source", "//srv/x")));
    }

    @Test
    void registriesAreHosts() throws PolicyException {
        assertTrue(matches(DENY, "'image.registry': ['EVIL.example']", CREATE.with("image.registry", "Evil.Example:443")));
        assertFalse(matches(DENY, "'image.registry': ['evil.example']", CREATE.with("image.registry", "evil.example:5000")));
        assertTrue(matches(DENY, "'image.registry': {'like': ['*.Evil.example']}", CREATE.with("image.registry", "a.evil.EXAMPLE")));
        assertFalse(matches(ALLOW, "'image.registry': ['docker.io']", CREATE.with("image.registry", "doc\u212Aer.io"))); // whose lower case is a k
    }

    @Test
    void allCapabilitiesAreEachOfThem() throws PolicyException {
        Requests all = CREATE.with("capability.add", "ALL");
        assertTrue(matches(DENY, "'capability.add': ['CAP_SYS_ADMIN']", all));
        assertTrue(matches(DENY, "'capability.add': ['sys_admin']", CREATE.with("capability.add", "SYS_ADMIN")));
        assertTrue(matches(DENY, "'capability.add': {'like': ['CAP_SYS_*']}", all));
        assertTrue(matches(DENY, "'capability.add': {'not-in': ['CHOWN']}", all));
        assertFalse(matches(ALLOW, "'capability.add': ['CHOWN', 'SYS_ADMIN']", all));
        assertTrue(matches(ALLOW, "'capability.add': ['ALL']", all));
        assertTrue(matches(ALLOW, "'capability.add': ['ALL']", CREATE.with("capability.add", "SYS_ADMIN")));
    }

    @Test
    void contentIsAskedByPointers() throws PolicyException {
        Requests create = CREATE.containing("/HostConfig/RestartPolicy/Name", "always");
        assertTrue(matches(DENY, "'/HostConfig/RestartPolicy/Name': 'always'", create));
        assertFalse(matches(ALLOW, "'/HostConfig/RestartPolicy/Name': ['no', 'on-failure']", create));
    }

    @Test
    void moreValuesThanAnybodyNeedsAreNotLookedAt() throws PolicyException {
        String[] many = java.util.stream.IntStream.range(0, 5000).mapToObj(i -> "/srv/" + i).toArray(String[]::new);
        assertFalse(matches(ALLOW, "'mount.source': {'under': ['/srv']}", CREATE.with("mount.source", many)));
        assertTrue(matches(DENY, "'mount.source': {'outside': ['/srv']}", CREATE.with("mount.source", many)));
    }

    @Test
    void reasonsShowWhichValueButNoSecret() throws PolicyException {
        String deny = "{'name': 'r', 'effect': 'deny', 'actions': ['%s'], 'when': {%s}}";
        assertEquals("rule \"r\" denies container.create of container \"web\": mount.source \"/etc\" is outside of \"/srv\", \"/data\"",
                Policies.judge(CREATE.with("mount.source", "/srv/x", "/etc"), deny.formatted("container.create", "'mount.source': {'outside': ['/srv', '/data']}")).reason());
        assertEquals("rule \"r\" denies image.build: query.buildargs is like \"*\"",
                Policies.judge(Requests.of("image.build").with("query.buildargs", "{\"PASSWORD\":\"x\"}"), deny.formatted("image.build", "'query.buildargs': {'like': '*'}")).reason());
        assertEquals("rule \"r\" denies container.create of container \"web\": /Env is like \"*\"",
                Policies.judge(CREATE.containing("/Env", "PASSWORD=x"), deny.formatted("container.create", "'/Env': {'like': '*'}")).reason());
        assertEquals("rule \"r\" denies container.remove: query.force is not given",
                Policies.judge(Requests.of("container.remove"), deny.formatted("container.remove", "'query.force': 'true'")).reason());
    }
}
