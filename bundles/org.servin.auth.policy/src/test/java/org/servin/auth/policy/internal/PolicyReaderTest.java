package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a policy is told with file, place and value. */
class PolicyReaderTest {
    private static String failure(String text) {
        return assertThrows(PolicyException.class, () -> Policies.read(text)).getMessage();
    }

    private static String rule(String rest) {
        return "{'rules': [{'name': 'r', " + rest + "}]}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[]|p.json: at the top: [] is no object",
        "{'rule': []}|p.json: at /rule: [] is of no known member; here are bindings, description, enforce, lists, roles, rules",
        "{'Rules': []}|p.json: at /Rules: [] is of no known member",
        "{'enforce': 'false'}|p.json: at /enforce: \"false\" is neither true nor false",
        "{'lists': {'a': 'x'}}|p.json: at /lists/a: \"x\" is no array",
        "{'lists': {'a b': []}}|p.json: at /lists/a b: [] is under a name that is no name",
        "{'lists': {'a': ['@b']}}|p.json: at /lists/a/0: \"@b\" names a list",
        "{'roles': {'operator': {'rules': []}}}|p.json: at /roles/operator: {\"rules\":[]} is a role that is built in",
        "{'roles': {'x': {}}}|p.json: at /roles/x: {} has no rules",
        "{'roles': {'x': {'rules': [{'name': 'a', 'effect': 'deny', 'actions': ['*']}]}}}|p.json: at /roles/x/rules/0/effect: \"deny\" is of no known member",
        "{'bindings': [{'roles': ['operator']}]}|p.json: at /bindings/0: {\"roles\":[\"operator\"]} says nothing of whom it is for",
        "{'bindings': [{'principals': [], 'roles': ['operator']}]}|p.json: at /bindings/0/principals: [] is empty",
        "{'bindings': [{'principals': ['x'], 'roles': ['Operator']}]}|p.json: at /bindings/0/roles/0: \"Operator\" is no role; there are administrator, operator, read-only",
        "{'bindings': [{'principals': ['x']}]}|p.json: at /bindings/0: {\"principals\":[\"x\"]} gives no roles",
        "{'bindings': [{'principals': ['x\\\\'], 'roles': ['operator']}]}|p.json: at /bindings/0/principals/0: \"x\\\\\" ends with a backslash",
    })
    void namesTheFileThePlaceAndTheValue(String text, String message) {
        String failure = failure(text);
        assertTrue(failure.startsWith(message), failure);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "'effect': 'Deny', 'actions': ['*']|/rules/0/effect: \"Deny\" is neither allow nor deny",
        "'actions': ['*']|/rules/0: {\"name\":\"r\",\"actions\":[\"*\"]} has no effect",
        "'effect': 'deny'|/rules/0: {\"name\":\"r\",\"effect\":\"deny\"} has no actions",
        "'effect': 'deny', 'actions': []|/rules/0/actions: [] is empty",
        "'effect': 'deny', 'actions': ['container.craete']|/rules/0/actions/0: \"container.craete\" matches no action",
        "'effect': 'deny', 'actions': ['Container.*']|/rules/0/actions/0: \"Container.*\" matches no action",
        "'effect': 'deny', 'actions': [7]|/rules/0/actions/0: 7 is no text",
        "'effect': 'allow', 'actions': ['*']|/rules/0: {\"name\":\"r\",\"effect\":\"allow\",\"actions\":[\"*\"]} allows, and says nothing of whom",
        "'effect': 'deny', 'except': {}, 'actions': ['*']|/rules/0/except: {} says nothing of who is excepted",
        "'effect': 'deny', 'except': {'principal': ['x']}, 'actions': ['*']|/rules/0/except/principal: [\"x\"] is of no known member",
        "'effect': 'deny', 'http': ['get'], 'actions': ['*']|/rules/0/http/0: \"get\" is none of GET",
        "'effect': 'deny', 'resources': [{'kind': 'exec'}], 'actions': ['*']|/rules/0/resources/0/kind: \"exec\" is none of container",
        "'effect': 'deny', 'resources': [{'names': ['x']}], 'actions': ['*']|/rules/0/resources/0: {\"names\":[\"x\"]} has no kind",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'Privileged': true}|/rules/0/when/Privileged: true is asked of \"Privileged\", which is no attribute",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'query.': 'x'}|/rules/0/when/query.: \"x\" is asked of \"query.\", which is no attribute",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'/a~2': 'x'}|/rules/0/when/~1a~02: \"x\" is asked of \"/a~2\", which is no JSON pointer",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'privileged': 'yes'}|/rules/0/when/privileged: \"yes\" is none of false, true",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'privileged': 1}|/rules/0/when/privileged: 1 is no text",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'privileged': {}}|/rules/0/when/privileged: {} asks for nothing",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'privileged': {'is': 'x'}}|/rules/0/when/privileged/is: \"x\" is of no known member",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'privileged': {'under': '/'}}|/rules/0/when/privileged/under: \"/\" compares paths",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'mount.source': {'under': 'srv'}}|/rules/0/when/mount.source/under: \"srv\" is no absolute path",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'mount.source': {'under': ['/srv', '/srv/../etc']}}|/rules/0/when/mount.source/under/1: \"/srv/../etc\" is no absolute",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'mount.source': {'under': '@nowhere'}}|/rules/0/when/mount.source/under: \"@nowhere\" names no list",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'mount.source': {'under': '@registries'}}|/rules/0/when/mount.source/under: \"@registries\" has \"docker.io\", which is no",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'capability.add': 'SYS_ADMON'}|/rules/0/when/capability.add: \"SYS_ADMON\" is none of ALL",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'namespace.host': 'net'}|/rules/0/when/namespace.host: \"net\" is none of cgroup",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'device': {'present': true, 'in': 'x'}}|/rules/0/when/device: {\"present\":true,\"in\":\"x\"} asks for more",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'device': {'optional': true, 'in': 'x'}}|/rules/0/when/device/optional: true has no meaning",
        "'effect': 'deny', 'actions': ['container.create'], 'when': {'query.x': {'optional': true, 'present': true}}|/rules/0/when/query.x/optional: true has no meaning",
    })
    void namesThePlaceInRules(String rest, String message) {
        String failure = failure(rule(rest));
        assertTrue(failure.startsWith("p.json: at " + message), failure);
    }

    @Test
    void whatDeniesMustBeAbleToKnow() {
        assertEquals("p.json: at /rules/0/when/privileged: true is asked of what the engine says nothing about with container.stop, container.stats;"
                + " of the rule's actions it is with container.start", failure(rule("'effect': 'deny', 'actions': ['container.st*'], 'when': {'privileged': true}")));
        String about = failure(rule("'effect': 'deny', 'actions': ['container.list', 'container.prune', 'container.stop'], 'resources': [{'kind': 'container', 'names': ['prod-*']}]"));
        assertTrue(about.endsWith("are never what it is about with container.list, container.prune; of the rule's actions it is with container.stop"), about);
        assertTrue(failure(rule("'effect': 'allow', 'principals': ['*'], 'actions': ['image.list'], 'when': {'privileged': true}")).contains("/when/privileged"));
    }

    @Test
    void labelsOfWhatIsToBeMadeAreAttributes() {
        String failure = failure(rule("'effect': 'deny', 'actions': ['container.create'], 'resources': [{'kind': 'container', 'labels': {'team': ['a']}}]"));
        assertTrue(failure.contains("label.NAME"), failure);
    }

    @Test
    void whatAllowsMayNameMoreThanItDoes() throws PolicyException {
        String rule = "{'name': 'r', 'effect': 'allow', 'principals': ['*'], 'actions': ['container.*'], 'when': {'privileged': false}}";
        assertTrue(Policies.allow(Requests.container("container.create"), rule));
        assertFalse(Policies.allow(Requests.of("container.stop"), rule));
    }

    @Test
    void namesAreThereOnce() {
        String one = "{'name': 'a', 'effect': 'deny', 'actions': ['*']}";
        assertTrue(failure("{'rules': [" + one + ", " + one + "]}").startsWith("p.json: at /rules/1/name: \"a\" is another rule's name, too"));
        assertTrue(failure("{'rules': [], 'rules': []}").startsWith("p.json: line 1, column "));
        assertTrue(failure(rule("'effect': 'deny', 'effect': 'allow', 'actions': ['*']")).contains("Duplicate"));
        assertTrue(failure("{'rules': [{'name': 'a/b', 'effect': 'deny', 'actions': ['*']}]}").startsWith("p.json: at /rules/0/name: \"a/b\" is no name"));
    }

    @Test
    void isOneDocumentOfJson() {
        assertEquals("p.json: line 1, column 2: is no JSON: Unexpected end-of-input: expected close marker for Object (start marker at line: 1, column: 1)", failure("{"));
        assertEquals("p.json: is empty", failure(""));
        assertTrue(failure("{} {}").startsWith("p.json: line 1"));
        assertTrue(failure("{\"enforce\": tru}").startsWith("p.json: line 1"));
        assertTrue(failure("[".repeat(100_000)).contains("is no JSON: Document nesting depth"));
        assertEquals("p.json: at the top: null is no object", failure("null"));
    }

    @Test
    void enforcesUnlessItSaysOtherwise() throws PolicyException {
        assertTrue(Policies.read("{}").enforce());
        assertTrue(Policies.read("{'description': 'x', 'enforce': true}").enforce());
        assertFalse(Policies.read("{'enforce': false}").enforce());
    }
}
