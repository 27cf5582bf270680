package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final String POLICY = "{'lists': {'mounts': ['/srv']}, 'bindings': [{'groups': ['ops'], 'roles': ['operator']}], 'rules': [{'name': 'no-web', 'effect': 'deny',"
            + " 'actions': ['container.stop'], 'resources': [{'kind': 'container', 'names': ['web'], 'labels': {'keep': ['yes']}}]}]}";
    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("policy.json");
        write(POLICY);
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text.replace('\'', '"'));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static String run(Function command, String... arguments) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandSession session = (CommandSession) Proxy.newProxyInstance(CommandsTest.class.getClassLoader(), new Class<?>[] {CommandSession.class},
                (proxy, method, given) -> new PrintStream(out, true, StandardCharsets.UTF_8));
        command.execute(session, List.of((Object[]) arguments));
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    private String check(String arguments) throws Exception {
        return run(new CheckCommand(TestSettings.of(file)), arguments.split(" "));
    }

    private String denied(String arguments) {
        return assertThrows(IllegalStateException.class, () -> check(arguments)).getMessage();
    }

    @Test
    void saysWhichRuleDecides() throws Exception {
        assertEquals("allowed by \"operator/look\"", check("--principal bob --group ops --action container.list --http GET"));
        assertEquals("allowed by \"operator/run\"", check("--principal bob --group=ops --action=container.create --attribute image.registry=docker.io --attribute mount.source=/srv/x"));
        assertEquals("denied: no rule allows container.create to \"bob\"; \"operator/run\" would, but mount.source \"/etc\" is outside of \"/srv\"",
                denied("--principal bob --group ops --action container.create --attribute image.registry=docker.io --attribute mount.source=/srv/x --attribute mount.source=/etc"));
        assertEquals("denied: rule \"no-web\" denies container.stop of container \"web\": container \"web\" is one of its resources",
                denied("--principal bob --group ops --action container.stop --target container:web --label keep=yes"));
        assertEquals("allowed by \"operator/handle\"", check("--principal bob --group ops --action container.stop --target container:web"));
    }

    @Test
    void readsOtherFiles() throws Exception {
        Path other = Files.writeString(folder.resolve("other.json"), POLICY.replace("'bindings'", "'enforce': false, 'bindings'").replace('\'', '"'));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals("allowed, since the policy only watches; would be denied: no rule allows image.load to \"bob\"",
                check("--principal bob --group ops --action image.load --file " + other));
    }

    @Test
    void saysHowItIsUsed() {
        for (String wrong : List.of("--principal bob", "--action x", "--principal bob --action x more", "--principal bob --action x --verbose", "--principal bob --action",
                "--principal bob --action x --attribute y")) {
            assertThrows(IllegalArgumentException.class, () -> check(wrong), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> run(new ValidateCommand()));
        assertThrows(IllegalArgumentException.class, () -> run(new ValidateCommand(), "policy.json"));
    }

    @Test
    void validates() throws Exception {
        assertEquals("1 rules, 1 bindings, 0 roles of its own", run(new ValidateCommand(), file.toString()));
        assertTrue(run(new ValidateCommand(), "--print", file.toString()).contains("\"keep\" : [ \"yes\" ]"));
        write("{'rules': [{}]}");
        assertEquals(file + ": at /rules/0: {} has no effect", assertThrows(PolicyException.class, () -> run(new ValidateCommand(), file.toString())).getMessage());
    }
}
