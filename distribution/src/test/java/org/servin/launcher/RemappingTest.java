package org.servin.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemappingTest {
    @TempDir
    private Path folder;
    private Path etc;
    private long ownGroup;

    @BeforeEach
    void files() throws Exception {
        etc = Files.createDirectory(folder.resolve("etc"));
        ownGroup = Integer.toUnsignedLong((int) Files.getAttribute(etc, "unix:gid")); // to which everybody may change a group
        write("passwd", "root:x:0:0::/root:/bin/sh\nanna:x:1007:1007::/:/bin/false\n");
        write("group", "root:x:0:\nanna:x:1007:\nstaff:x:50:\n");
        write("subuid", "anna:300000:1000\n1007:200000:500\n");
        write("subgid", "anna:" + ownGroup + ":1500\n");
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(etc.resolve(name), text);
    }

    private Settings settings(String wish) {
        return new Settings(Map.of("root", folder.resolve("root").toString(), "run", folder.resolve("run").toString(), "userns-remap", wish));
    }

    private Settings apply(String wish) throws Exception {
        return new Remapping(etc).apply(settings(wish));
    }

    private String refusal(String wish) {
        return assertThrows(StartFailure.class, () -> apply(wish), wish).getMessage();
    }

    @Test
    void everyMappingHasAFolderOfItsOwn() throws Exception {
        Settings settings = apply("anna");
        Path root = folder.resolve("root/200000." + ownGroup);
        assertEquals(root, settings.root());
        assertEquals(List.of("0:200000:500", "500:300000:1000"), settings.values().get("userns-uids"));
        assertEquals(List.of("0:" + ownGroup + ":1500"), settings.values().get("userns-gids"));
        for (Path made : List.of(root.getParent(), root)) {
            assertEquals("rwx--x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
            assertEquals(ownGroup, Integer.toUnsignedLong((int) Files.getAttribute(made, "unix:gid")));
        }
    }

    @Test
    void aUserIsGivenByNameOrNumber() throws Exception {
        Map<String, Object> byName = apply("anna").values();
        for (String wish : List.of("1007", "anna:staff", "anna:50", "1007:1007", "1007:staff")) {
            Map<String, Object> values = apply(wish).values();
            assertEquals(byName.get("userns-uids"), values.get("userns-uids"), wish);
            assertEquals(byName.get("userns-gids"), values.get("userns-gids"), wish);
        }
    }

    @Test
    void whoIsNotThereIsNamed() {
        assertEquals("userns-remap: there is no user \"no-such-user\"", refusal("no-such-user"));
        assertEquals("userns-remap: there is no user 4000000001", refusal("4000000001"));
        assertEquals("userns-remap: there is no group \"no-such-group\"", refusal("anna:no-such-group"));
        assertEquals("userns-remap: there is no group 4000000001", refusal("anna:4000000001"));
        for (String bad : List.of("a:b:c", ":anna", ":")) {
            assertTrue(refusal(bad).startsWith("invalid user/group specification"), bad);
        }
    }

    @Test
    void aLineWithoutANumberIsNobody() throws Exception {
        write("passwd", "no-such-user:x:many:1::/:/bin/false\n");
        assertEquals("userns-remap: there is no user \"no-such-user\"", refusal("no-such-user"));
    }

    @Test
    void aUserWithoutAGroupOfItsNameMustNameOne() throws Exception {
        write("group", "root:x:0:\nstaff:x:50:\n");
        assertEquals("userns-remap: there is no group \"anna\"", refusal("anna"));
        apply("anna:staff");
    }

    @Test
    void theDefaultUserIsTakenIfItIsThere() throws Exception {
        write("passwd", "dockremap:x:103:107::/:/bin/false\n");
        write("group", "dockremap:x:107:\n");
        write("subuid", "dockremap:100000:65536\n");
        write("subgid", "dockremap:" + ownGroup + ":65536\n");
        assertEquals(List.of("0:100000:65536"), apply("default").values().get("userns-uids"));
        write("subgid", "");
        assertTrue(refusal("default").contains(etc.resolve("subgid") + " has no line for user \"dockremap\""));
    }

    @Test
    void withoutTheSettingNothingChanges() throws Exception {
        Settings settings = new Settings(Map.of("root", folder.resolve("root").toString()));
        assertSame(settings, new Remapping(etc).apply(settings));
        Settings empty = settings("");
        assertSame(empty, new Remapping(etc).apply(empty));
        assertTrue(Files.notExists(folder.resolve("root")));
    }

    @Test
    void rootIsNotRemappedToItself() throws Exception {
        Settings settings = settings("root");
        assertSame(settings, new Remapping(etc).apply(settings));
    }
}
