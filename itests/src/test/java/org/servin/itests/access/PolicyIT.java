package org.servin.itests.access;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.access.User.Answer;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Busybox;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** The driver policy in a running engine: what three roles may, and that nothing gets past a rule. */
public class PolicyIT {
    private static final PolicyUsers USERS = PolicyUsers.make();
    @ClassRule
    public static final Engine ENGINE = USERS.engine();
    private static final User ADMINISTRATOR = USERS.administrator();
    private static final User OPERATOR = USERS.operator();
    private static final User READER = USERS.reader();

    @BeforeClass
    public static void admit() {
        USERS.admit();
        ENGINE.docker(Busybox.tar(), "import", "-c", "CMD [\"other\"]", "-", "evil.example/app:1").exits(0);
        ENGINE.warmUp(() -> USERS.shell("lb").exits(0));
    }

    @AfterClass
    public static void remove() {
        USERS.remove();
    }

    private static void denied(Command command, String reason) {
        assertTrue(command.args() + ": " + command.out() + command.err(), command.exit() != 0 && command.err().contains(reason));
    }

    private static void denied(Answer answer, String reason) {
        assertTrue(answer.toString(), answer.isDenied() && answer.body().contains(reason));
    }

    private static String privileged() {
        return ENGINE.docker("run", "-d", "-i", "--privileged", "-v", "/etc:/host", "busybox", "cat").text();
    }

    private static String image(String name) {
        return ENGINE.docker("image", "inspect", "-f", "{{.Id}}", name).text();
    }

    private static long containers() {
        return ENGINE.docker("ps", "-aq").out().lines().count();
    }

    private static Answer create(String json, String... options) {
        return OPERATOR.call("POST", "/v1.41/containers/create", json, options);
    }

    @Test
    public void readersSeeAndDoNothing() {
        String id = ENGINE.docker("run", "-d", "busybox", "sh", "-c", "echo said; sleep 1000").text();
        Await.until("it has said", () -> READER.docker("logs", id).text().equals("said"));
        assertTrue(READER.docker("ps", "-q").text().contains(id.substring(0, 12)));
        READER.docker("inspect", id).exits(0);
        READER.docker("images").exits(0);
        READER.docker("info").exits(0);
        READER.docker("events", "--since", "1", "--until", "2").exits(0);
        for (List<String> words : List.of(List.of("run", "busybox", "true"), List.of("exec", id, "true"), List.of("stop", id), List.of("kill", id), List.of("restart", id), List.of("rm", "-f", id),
                List.of("export", id), List.of("pull", "busybox"), List.of("rmi", "busybox"), List.of("tag", "busybox", "x"),
                List.of("save", "busybox"), List.of("rename", id, "x"), List.of("update", "--memory", "1g", id), List.of("commit", id), List.of("network", "create", "n"),
                List.of("volume", "create", "v"), List.of("container", "prune", "-f"), List.of("login", "-u", "a", "-p", "b"), List.of("search", "x"))) {
            denied(READER.docker(words.toArray(String[]::new)), "no rule allows");
        }
        assertTrue(READER.docker("attach", id).exit() != 0); // the command does not show why
        assertTrue(READER.docker("cp", id + ":/etc/passwd", "-").exit() != 0);
        assertEquals("true", ENGINE.docker("inspect", "-f", "{{.State.Running}}", id).text());
    }

    @Test
    public void operatorsRunContainers() {
        String id = OPERATOR.docker("run", "-d", "-v", USERS.folder() + "/open:/data", "--cap-add", "NET_RAW", "-p", "127.0.0.1::80", "busybox", "sleep", "1000").text();
        assertEquals("in", OPERATOR.docker("exec", id, "echo", "in").text());
        OPERATOR.docker("cp", "/etc/hostname", id + ":/tmp/x").exits(0);
        OPERATOR.docker("cp", id + ":/tmp/x", "-").exits(0);
        OPERATOR.docker("restart", "-t", "0", id).exits(0);
        OPERATOR.docker("update", "--restart", "no", id).exits(0);
        OPERATOR.docker("rename", id, "renamed").exits(0);
        OPERATOR.docker("rm", "-f", "renamed").exits(0);
        OPERATOR.docker("run", "--rm", "-i", "busybox", "true").exits(0);
        denied(OPERATOR.docker("run", "--privileged", "busybox", "true"), "would, but privileged");
        denied(OPERATOR.docker("load", "-i", "/dev/null"), "no rule allows image.load");
        assertEquals("", ADMINISTRATOR.docker("run", "--rm", "--privileged", "busybox", "true").text());
    }

    @Test
    public void nothingOfTheHostIsInAContainerOfAnOperators() {
        String folder = USERS.folder().toString();
        String host = ENGINE.docker("create", "-v", "/etc:/host", "--network", "host", "busybox", "true").text();
        Map<String, String> asked = Map.ofEntries(
                Map.entry("'Privileged': true", "privileged"),
                Map.entry("'Binds': ['/etc:/x']", "mount.source"),
                Map.entry("'Binds': ['" + folder + ":/x']", "mount.source"),
                Map.entry("'Binds': ['" + folder + "/openx:/x']", "mount.source"),
                Map.entry("'Binds': ['" + folder + "/open/../closed:/x']", "mount.source"),
                Map.entry("'Binds': ['" + folder + "/open/out:/x']", "mount.source"),
                Map.entry("'Binds': ['" + folder + "/open:/x', '/:/y']", "mount.source"),
                Map.entry("'Mounts': [{'Type': 'bind', 'Source': '/etc', 'Target': '/x'}]", "mount.source"),
                Map.entry("'Mounts': [{'Type': 'volume', 'Target': '/x', 'VolumeOptions': {'DriverConfig': {'Options': {'type': 'none', 'o': 'bind', 'device': '/etc'}}}}]", "mount.source"),
                Map.entry("'Mounts': [{'Type': 'volume', 'Target': '/x', 'VolumeOptions': {'DriverConfig': {'Name': 'local', 'Options': {'type': 'overlay', 'device': 'overlay',"
                        + " 'o': 'lowerdir=/etc:/usr'}}}}]", "mount.source"),
                Map.entry("'VolumesFrom': ['" + host + "']", "mount.source"),
                Map.entry("'PidMode': 'host'", "namespace.host"),
                Map.entry("'IpcMode': 'host'", "namespace.host"),
                Map.entry("'UTSMode': 'host'", "namespace.host"),
                Map.entry("'UsernsMode': 'host'", "namespace.host"),
                Map.entry("'NetworkMode': 'host'", "namespace.host"),
                Map.entry("'NetworkMode': 'container:" + host + "'", "namespace.container"),
                Map.entry("'CapAdd': ['SYS_ADMIN']", "capability.add"),
                Map.entry("'CapAdd': ['CHOWN', 'cap_sys_ptrace']", "capability.add"),
                Map.entry("'CapAdd': ['all']", "capability.add"),
                Map.entry("'Devices': [{'PathOnHost': '/dev/null', 'PathInContainer': '/dev/x', 'CgroupPermissions': 'rwm'}]", "device"),
                Map.entry("'DeviceCgroupRules': ['b *:* rwm']", "device.rule"),
                Map.entry("'SecurityOpt': ['seccomp=unconfined']", "security.option"),
                Map.entry("'SecurityOpt': ['no-new-privileges', 'apparmor=unconfined']", "security.option"),
                Map.entry("'MaskedPaths': []", "unmasked"),
                Map.entry("'ReadonlyPaths': []", "unmasked"),
                Map.entry("'CgroupParent': '/'", "cgroup.parent"),
                Map.entry("'VolumeDriver': 'nfs'", "volume.driver"));
        asked.forEach((part, attribute) -> denied(create(("{'Image': 'busybox', 'Cmd': ['true'], 'HostConfig': {" + part + "}}").replace('\'', '"')), "would, but " + attribute + " "));
        assertEquals(201, create("{\"Image\": \"busybox\", \"Cmd\": [\"true\"], \"HostConfig\": {\"Binds\": [\"" + folder + "/open/x:/x\"]}}").status());
    }

    @Test
    public void volumesAndNetworksOfOperatorsAreOrdinary() {
        denied(OPERATOR.docker("volume", "create", "-o", "type=none", "-o", "o=bind", "-o", "device=/etc", "v"), "operator/volumes");
        denied(OPERATOR.docker("network", "create", "-d", "macvlan", "-o", "parent=lo", "n"), "operator/networks");
        OPERATOR.docker("volume", "create", "mine").exits(0);
        OPERATOR.docker("network", "create", "mine").exits(0);
        OPERATOR.docker("volume", "rm", "mine").exits(0);
        OPERATOR.docker("network", "rm", "mine").exits(0);
    }

    @Test
    public void imagesAreJudgedByAllTheirNames() {
        String id = image("evil.example/app:1");
        for (String name : List.of("evil.example/app:1", id, id.substring("sha256:".length()), id.substring("sha256:".length(), 20), "Evil.Example/app:1")) {
            denied(OPERATOR.docker("create", name), "image.registry");
        }
        ENGINE.docker("tag", "evil.example/app:1", "app:1").exits(0);
        denied(OPERATOR.docker("create", "app:1"), "image.registry \"evil.example\"");
        denied(OPERATOR.docker("create", id), "image.registry");
        denied(OPERATOR.docker("rmi", "evil.example/app:1"), "no rule allows image.remove");
        denied(OPERATOR.docker("tag", "evil.example/app:1", "app:2"), "no rule allows image.tag");
        denied(OPERATOR.docker("pull", "evil.example/app:1"), "image.registry");
        ENGINE.docker("rmi", "app:1").exits(0);
        String nameless = ENGINE.docker(Busybox.tar(), "import", "-c", "CMD [\"nameless\"]", "-").text();
        denied(OPERATOR.docker("create", nameless), "image.registry \"\" is not");
        ENGINE.docker("rmi", nameless).exits(0);
    }

    @Test
    public void bodiesAreJudgedAsTheyAreUnderstood() {
        String bare = "\"Image\": \"busybox\", \"Cmd\": [\"true\"]";
        assertEquals(201, create("{" + bare + "}").status());
        for (String json : List.of("{" + bare + ", \"hostconfig\": {\"privileged\": true}}", "{" + bare + ", \"HOSTCONFIG\": {\"PRIVILEGED\": true}}",
                "{" + bare + ", \"HostConfig\": {\"Privileged\": false}, \"HostConfig\": {\"Privileged\": true}}", "{" + bare + ", \"HostConfig\": {\"Privileged\": false, \"privileged\": true}}",
                "{" + bare + ", \"Host\\u0043onfig\": {\"Privileged\": true}}", "{" + bare + ", \"HostConfig\": {\"CapAdd\": \"SYS_ADMIN\"}}")) {
            harmless(create(json));
            harmless(create(json, "-H", "Transfer-Encoding: chunked"));
            harmless(OPERATOR.call("POST", "/v1.20/containers/create", json));
            harmless(OPERATOR.call("POST", "/containers/create", json));
        }
        harmless(create("{" + bare + ", \"HostConfig\": {\"Privileged\": true}, \"HostConfig\": {\"Privileged\": false}}"));
        for (String json : List.of("{" + bare + ", \"Privileged\": true, \"Binds\": [\"/etc:/x\"], \"PidMode\": \"host\", \"CapAdd\": [\"ALL\"]}",
                "{" + bare + ", \"HostConfig\": null, \"Volumes\": {\"/etc:/x\": {}}}")) {
            harmless(create(json));
            harmless(OPERATOR.call("POST", "/v1.12/containers/create", json));
        }
        String padding = "x".repeat(16 << 20);
        harmless(create("{\"Labels\": {\"a\": \"" + padding + "\"}, " + bare + ", \"HostConfig\": {\"Privileged\": true}}"));
        harmless(create("{" + bare + ", \"HostConfig\": {\"Binds\": [\"/etc:/" + padding + "\"]}}"));
    }

    /** Refused, or made without anything of what was asked for. */
    private static void harmless(Answer answer) {
        if (answer.status() == 201) {
            String id = answer.body().replaceAll("(?s).*\"Id\":\"([0-9a-f]{64})\".*", "$1");
            assertEquals("false [] [] []", ENGINE.docker("inspect", "-f", "{{.HostConfig.Privileged}} {{or .HostConfig.Binds `[]`}} {{or .HostConfig.CapAdd `[]`}} [{{.HostConfig.PidMode}}]", id).text());
            ENGINE.docker("rm", id).exits(0);
        } else {
            assertTrue(answer.toString(), answer.status() >= 400 && answer.status() < 500);
        }
    }

    @Test
    public void noWayOfWritingPathsGetsAround() {
        long before = containers();
        String json = "{\"Image\": \"busybox\", \"Cmd\": [\"true\"], \"HostConfig\": {\"Privileged\": true}}";
        for (String path : List.of("//containers/create", "/v1.41//containers/create", "/v1.41/../containers/create", "/v1.41/%2e%2e/containers/create", "/v1.41/%2E/containers/create",
                "/v1.41/containers%2Fcreate", "/v1.41/containers/./create", "/v1.41/containers/x/../create", "/V1.41/containers/create", "/v1.41/Containers/Create", "/v1.41/containers/create/",
                "/v1.41/containers/create;a=b", "/v1.41/containers;a=b/create", "/v1.41/%63ontainers/create", "/v1.41/_ping/../containers/create", "/v1.12/containers/create", "/v1.52/containers/create",
                "/v01.41/containers/create", "/v1.41/v1.41/containers/create", "/v1.41/containers/create?name=x&name=y", "/v1.41/containers/create%3Fname=x", "/v1.41/containers/create%00",
                "/v1.41\\containers\\create", "/v1.41/containers/create#x")) {
            for (User user : List.of(OPERATOR, READER)) {
                Answer answer = user.call("POST", path, json);
                assertTrue(path + " " + answer, answer.status() >= 300);
                answer = user.call("GET", path, json, "-H", "X-HTTP-Method-Override: POST");
                assertTrue(path + " " + answer, answer.status() >= 300);
            }
        }
        assertEquals(before, containers());
        String id = ENGINE.docker("run", "-d", "--label", "keep=yes", "busybox", "sleep", "1000").text();
        for (String name : List.of(id, id.substring(0, 12), ENGINE.docker("inspect", "-f", "{{.Name}}", id).text().substring(1), id + "?force=1&force=0", id.replace("a", "%61"))) {
            denied(ADMINISTRATOR.call("DELETE", "/v1.41/containers/" + name, ""), "\\\"kept\\\"");
        }
        for (String path : List.of("/v1.41/containers/x/../" + id, "//containers/" + id, "/v1.41/containers/" + id + "/", "/v1.41/containers/%2e/" + id, "/v1.41/containers/%2F" + id)) {
            Answer answer = ADMINISTRATOR.call("DELETE", path, "");
            assertTrue(path + " " + answer, answer.status() >= 300);
        }
        assertEquals("true", ENGINE.docker("inspect", "-f", "{{.State.Running}}", id).text());
        USERS.write(PolicyUsers.POLICY.formatted(USERS.folder(), "").replace("\"keep\"", "\"keep-not\""));
        Await.until("it can be removed", () -> ADMINISTRATOR.docker("rm", "-f", id).exit() == 0);
        USERS.policy("");
        Await.until("the usual policy is in force", () -> !USERS.shell("servin:policy-check --principal root --method peer --action container.remove --target container:x --label keep=yes").out()
                .contains("allowed"));
    }

    @Test
    public void whatTalksToContainersIsJudgedByWhatThoseHave() {
        String id = privileged();
        String exec = ADMINISTRATOR.call("POST", "/v1.41/containers/" + id + "/exec", "{\"Cmd\": [\"sh\"], \"AttachStdin\": true}").body().replaceAll(".*\"Id\":\"([0-9a-f]+)\".*", "$1").strip();
        String[] upgrade = {"-H", "Connection: Upgrade", "-H", "Upgrade: tcp"};
        for (User user : List.of(OPERATOR, READER)) {
            String container = "/v1.41/containers/" + id;
            denied(user.call("POST", container + "/attach?stream=1&stdin=1&stdout=1", "", upgrade), "container.attach");
            denied(user.call("POST", container + "/attach?stream=1&stdin=1&stdout=1", ""), "container.attach");
            denied(user.call("GET", container + "/attach/ws?stream=1&stdin=1&stdout=1", "", "-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13",
                    "-H", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="), "container.attach");
            denied(user.call("POST", container + "/exec", "{\"Cmd\": [\"id\"]}"), "exec.create");
            denied(user.call("POST", "/v1.41/exec/" + exec + "/start", "{}", upgrade), "exec.start");
            denied(user.call("POST", "/v1.41/exec/" + exec + "/start", "{\"Detach\": true}"), "exec.start");
            denied(user.call("POST", "/v1.20/exec/" + exec + "/start", "{\"Detach\": true}"), "exec.start");
            denied(user.call("GET", container + "/archive?path=/host/shadow", ""), "container.read");
            denied(user.call("PUT", container + "/archive?path=/host", ""), "container.write");
            denied(user.call("POST", "/v1.20/containers/" + id + "/copy", "{\"Resource\": \"/host/shadow\"}"), "container.read");
            denied(user.call("GET", container + "/export", ""), "container.read");
            denied(user.call("POST", "/v1.41/commit?container=" + id, ""), "image.commit");
            denied(user.call("POST", container + "/restart", ""), "container.restart");
            assertEquals(200, user.call("GET", container + "/logs?stdout=1", "").status());
        }
        ENGINE.docker("rm", "-f", id).exits(0);
        String plain = ENGINE.docker("run", "-d", "busybox", "sleep", "1000").text();
        denied(OPERATOR.docker("exec", "--privileged", plain, "id"), "would, but privileged");
        assertEquals("0", OPERATOR.docker("exec", plain, "id", "-u").text());
    }

    @Test
    public void startsOfOldClientsAreJudgedByWhatTheyAskFor() {
        String id = OPERATOR.docker("create", "busybox", "true").text();
        denied(OPERATOR.call("POST", "/v1.20/containers/" + id + "/start", "{\"Privileged\": true}"), "privileged");
        denied(OPERATOR.call("POST", "/v1.20/containers/" + id + "/start", "{\"Binds\": [\"/etc:/x\"]}"), "mount.source");
        denied(OPERATOR.call("POST", "/v1.20/containers/" + id + "/start", "{\"binds\": [\"/etc:/x\"]}", "-H", "Transfer-Encoding: chunked"), "mount.source");
        String host = ENGINE.docker("create", "-v", "/etc:/x", "busybox", "true").text();
        denied(OPERATOR.docker("start", host), "mount.source");
        denied(OPERATOR.docker("restart", host), "mount.source");
        assertEquals("created", ENGINE.docker("inspect", "-f", "{{.State.Status}}", host).text());
        OPERATOR.docker("start", id).exits(0);
    }

    @Test
    public void dryRunsDoNothing() {
        long before = containers();
        Answer answer = create("{\"Image\": \"busybox\", \"Cmd\": [\"true\"], \"HostConfig\": {\"Privileged\": true}}", "-H", "Servin-Dry-Run: 1");
        assertEquals(200, answer.status());
        assertTrue(answer.body(), answer.body().contains("\"Allowed\":false") && answer.body().contains("\"Action\":\"container.create\"")
                && answer.body().contains("\"Rule\":\"no rule allows\"") && answer.body().contains("would, but privileged"));
        answer = create("{\"Image\": \"busybox\", \"Cmd\": [\"true\"]}", "-H", "Servin-Dry-Run: 1");
        assertTrue(answer.body(), answer.status() == 200 && answer.body().contains("\"Allowed\":true") && answer.body().contains("\"Rule\":\"operator/run\""));
        assertEquals(before, containers());
    }

    @Test
    public void theShellTells() {
        String file = USERS.folder() + "/policy.json";
        assertTrue(USERS.shell("servin:policy-validate " + file).exits(0).out().startsWith("1 rules, 3 bindings"));
        assertEquals("allowed by \"operator/run\"", USERS.shell("servin:policy-check --principal daemon --method peer --action container.create --attribute image.registry=docker.io").text());
        Command denied = USERS.shell("servin:policy-check --principal daemon --method peer --action container.create --attribute image.registry=docker.io --attribute privileged=true").exits(1);
        assertTrue(denied.err(), denied.err().contains("denied: no rule allows container.create to \"daemon\"; \"operator/run\" would, but privileged \"true\" is not \"false\""));
        assertTrue(USERS.shell("servin:policy-validate /etc/hostname").exits(1).err().contains("/etc/hostname: line 1"));
    }

    @Test
    public void policiesChangeWhileTheEngineRuns() {
        OPERATOR.docker("version").exits(0);
        USERS.policy(", {\"name\": \"closed\", \"effect\": \"deny\", \"principals\": [\"daemon\"], \"actions\": [\"*\"]}");
        try {
            Await.until("the operator is shut out", () -> OPERATOR.docker("ps").exit() != 0);
            denied(OPERATOR.docker("ps"), "rule \"closed\" denies container.list");
            USERS.write("{\"rules\": [{}]}");
            Await.until("the fault is told", () -> OPERATOR.docker("ps").exit() != 0 && ENGINE.logText().contains("policy.json: at /rules/0: {} has no effect"));
            denied(OPERATOR.docker("ps"), "rule \"closed\" denies container.list");
            READER.docker("ps").exits(0);
        } finally {
            USERS.policy("");
        }
        Await.until("the operator is back", () -> OPERATOR.docker("ps").exit() == 0);
    }

    @Test
    public void nothingGetsThroughWhileTheDriverIsAway() throws Exception {
        String number = USERS.shell("lb -s auth.policy").exits(0).out().replaceAll("(?s).*?(\\d+)\\|[^\\n]*org.servin.auth.policy.*", "$1");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> tries = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            for (; !over.get() || count < 5; count++) {
                Answer answer = READER.call("POST", "/v1.41/containers/create", "{\"Image\": \"busybox\", \"Cmd\": [\"true\"]}");
                assertTrue(answer.toString(), answer.isDenied() || answer.status() == 503 || answer.status() == 500);
            }
            return count;
        });
        try {
            for (int i = 0; i < 3; i++) {
                USERS.shell("stop " + number).exits(0);
                USERS.shell("start " + number).exits(0);
                USERS.shell("update " + number).exits(0);
            }
            USERS.shell("stop " + number).exits(0);
            Answer away = ADMINISTRATOR.call("GET", "/v1.41/containers/json", "");
            assertTrue(away.toString(), away.status() == 503 && away.body().contains("policy"));
        } finally {
            USERS.shell("start " + number).exits(0);
            over.set(true);
        }
        assertTrue(tries.join() >= 5);
        ADMINISTRATOR.docker("ps").exits(0);
        OPERATOR.docker("run", "--rm", "busybox", "true").exits(0);
        assertFalse(READER.docker("run", "busybox", "true").exit() == 0);
    }
}
