package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.spi.auth.Verdict;

/** The roles that are built in, and roles of a policy's own. */
class RolesTest {
    private static final String POLICY = "{'lists': {'registries': ['docker.io', 'registry.example'], 'mounts': ['/srv/data']},"
            + " 'roles': {'deployer': {'description': 'restarts', 'rules': [{'name': 'again', 'actions': ['container.restart']}]}},"
            + " 'bindings': [{'principals': ['viewer'], 'roles': ['read-only']}, {'groups': ['ops'], 'methods': ['tls'], 'roles': ['operator']}, {'groups': ['deployers'], 'roles': ['deployer']},"
            + " {'principals': ['root'], 'roles': ['administrator']}]}";
    private Judge judge;

    @BeforeEach
    void read() throws PolicyException {
        judge = new Judge(Policies.read(POLICY));
    }

    private boolean allows(Requests request) {
        return judge.judge(request.made()).allowed();
    }

    private static Requests asOperator(String action) {
        return Requests.container(action).by("bob", "ops");
    }

    @Test
    void administratorsMayDoEverything() {
        assertTrue(Vocabulary.allActions().stream().allMatch(a -> allows(Requests.of(a.name()).by("root"))));
        assertTrue(allows(Requests.of("some.thing").by("root")));
    }

    @Test
    void readersSeeAndTakeNothing() {
        Set<String> seen = Set.of("system.ping", "system.version", "system.info", "system.df", "system.events", "container.list", "container.inspect", "container.changes",
                "container.top", "container.logs", "container.stats", "container.wait", "exec.inspect", "image.list", "image.inspect", "image.history", "network.list", "network.inspect",
                "volume.list", "volume.inspect", "plugin.list", "plugin.inspect");
        for (Vocabulary.Action action : Vocabulary.allActions()) {
            assertEquals(seen.contains(action.name()), allows(Requests.container(action.name()).by("viewer")), action.name());
        }
    }

    @Test
    void operatorsRunOrdinaryContainers() {
        for (String action : new String[] {"container.create", "container.start", "container.restart", "container.update", "container.attach", "container.read", "container.write", "exec.create", "exec.start"}) {
            assertEquals(Verdict.allow("operator/run"), judge.judge(asOperator(action).made()));
            assertTrue(allows(asOperator(action).with("capability.add", "CHOWN", "NET_RAW").with("mount.source", "/srv/data/x").with("image.registry", "registry.example")
                    .with("security.option", "no-new-privileges").with("sysctl", "net.core.somaxconn").with("port.host", "80", "")));
            assertFalse(allows(asOperator(action).proven("unix")));
            assertFalse(allows(Requests.of(action).by("bob", "ops")), action + " without facts");
        }
    }

    @ParameterizedTest
    @CsvSource({"privileged,true", "unmasked,true", "image.registry,evil.example", "image.registry,''", "mount.source,/etc", "mount.source,/srv", "mount.source,/srv/database",
        "mount.source,/", "namespace.host,pid", "namespace.host,network", "namespace.container,network", "capability.add,SYS_ADMIN", "capability.add,ALL", "device,/dev/sda",
        "device.rule,b *:* rwm", "device.driver,nvidia", "security.option,seccomp=unconfined", "security.option,apparmor=unconfined", "security.option,label=disable",
        "security.option,no-new-privileges=false", "security.option,systempaths=unconfined", "cgroup.parent,/", "volume.driver,nfs"})
    void operatorsGetNoMoreOfTheHost(String attribute, String value) {
        for (String action : new String[] {"container.create", "container.start", "container.restart", "container.update", "container.attach", "container.write", "exec.create", "exec.start"}) {
            Verdict verdict = judge.judge(asOperator(action).with(attribute, value).made());
            assertFalse(verdict.allowed(), action);
            assertTrue(verdict.reason().contains("\"operator/run\" would, but " + attribute + " " + Quoted.of(value)), verdict.reason());
        }
        if (attribute.startsWith("image.")) {
            return;
        }
        assertFalse(allows(asOperator("container.create").with(attribute, Stream.of(value, "false", "docker.io", "/srv/data", "CHOWN").toArray(String[]::new))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"image.tag", "image.remove", "image.prune", "image.save", "image.load", "image.import", "image.push", "image.commit", "image.build", "plugin.install",
        "plugin.change", "plugin.remove", "swarm.read", "swarm.change"})
    void operatorsMakeAndNameNoImages(String action) {
        assertFalse(allows(asOperator(action)));
    }

    @Test
    void operatorsPullFromTheListOnly() {
        assertTrue(allows(asOperator("image.pull").with("image.registry", "registry.example")));
        assertFalse(allows(asOperator("image.pull").with("image.registry", "evil.example")));
        assertFalse(allows(asOperator("image.pull").with("image.registry", "docker.io", "evil.example")));
        assertFalse(allows(asOperator("image.pull").without("image.registry")));
    }

    @Test
    void operatorsMakeOrdinaryNetworksAndVolumes() {
        Requests network = Requests.of("network.create").by("bob", "ops").with("network", "n").with("network.driver", "bridge");
        assertTrue(allows(network));
        assertFalse(allows(network.with("network.driver", "macvlan")));
        assertFalse(allows(network.with("network.option", "parent=eth0")));
        Requests volume = Requests.of("volume.create").by("bob", "ops").with("volume", "v").with("volume.driver", "local");
        assertTrue(allows(volume));
        assertFalse(allows(volume.with("volume.option", "type=tmpfs")));
        assertFalse(allows(volume.with("mount.source", "/etc")));
        assertFalse(allows(volume.with("volume.driver", "nfs")));
    }

    @Test
    void rolesAddUp() {
        Requests restart = Requests.of("container.restart");
        assertEquals(Verdict.allow("deployer/again"), judge.judge(restart.by("bob", "deployers").made()));
        assertEquals(Verdict.allow("deployer/again"), judge.judge(restart.by("bob", "ops", "deployers").made()));
        assertFalse(allows(Requests.container("container.start").by("bob", "deployers")));
    }

    @Test
    void rulesConcernRoles() throws PolicyException {
        String text = POLICY.substring(0, POLICY.length() - 1) + ", 'rules': [{'name': 'no-kill', 'effect': 'deny', 'roles': ['operator'], 'actions': ['container.kill']},"
                + " {'name': 'no-logs', 'effect': 'deny', 'except': {'roles': ['operator']}, 'actions': ['container.logs']}]}";
        Judge own = new Judge(Policies.read(text));
        assertEquals("no-kill", own.judge(asOperator("container.kill").made()).rule());
        assertTrue(own.judge(asOperator("container.kill").by("root").made()).allowed());
        assertTrue(own.judge(asOperator("container.logs").made()).allowed());
        assertEquals("no-logs", own.judge(asOperator("container.logs").by("root").made()).rule());
    }
}
