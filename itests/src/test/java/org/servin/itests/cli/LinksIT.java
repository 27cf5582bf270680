package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.util.stream.Collectors;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Engine;

/** Links on the default network: their names, and what the linker knows when the other moves or the link goes. */
public class LinksIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String inspect(String name, String format) {
        return ENGINE.docker("inspect", "-f", format, name).text();
    }

    private static String address(String name) {
        return inspect(name, "{{.NetworkSettings.IPAddress}}");
    }

    /** The linker's lines about others, {@code address first-name}. */
    private static String hosts(String linker) {
        return ENGINE.docker("exec", linker, "cat", "/etc/hosts").text().lines().filter(l -> l.matches("172\\S+\\s(db|store)\\s.*")).map(l -> l.split("\\s+")[0] + " " + l.split("\\s+")[1])
                .collect(Collectors.joining(","));
    }

    private static String names() {
        return ENGINE.docker("ps", "-a", "--no-trunc", "--format", "{{.Names}}").text().lines().sorted().collect(Collectors.joining(" "));
    }

    @Test
    public void aLinkIsANameMovesWithTheOtherAndGoesAlone() {
        ENGINE.docker("run", "-d", "--name", "db", "busybox", "sleep", "1000").exits(0);
        ENGINE.docker("run", "-d", "--name", "web", "--link", "db", "--link", "db:store", "busybox", "sleep", "1000").exits(0);
        assertEquals("db,web/db,web/store web", names());
        assertEquals("/db", inspect("web/store", "{{.Name}}"));
        assertEquals("x", ENGINE.docker("exec", "web/db", "echo", "x").text());
        String before = address("db");
        assertEquals(before + " db," + before + " store", hosts("web"));
        ENGINE.docker("exec", "web", "sh", "-c", "echo 192.0.2.9 own >> /etc/hosts").exits(0);
        ENGINE.docker("stop", "-t", "0", "db").exits(0);
        assertTrue(ENGINE.docker("exec", "web", "true").exits(1).err().contains("Cannot link to a non running container: /db AS /web/db"));
        ENGINE.docker("run", "-d", "--name", "other1", "busybox", "sleep", "1000").exits(0); // may take the address
        ENGINE.docker("run", "-d", "--name", "other2", "busybox", "sleep", "1000").exits(0);
        ENGINE.docker("start", "db").exits(0);
        String after = address("db");
        assertNotEquals(before, after);
        assertEquals(after + " db," + after + " store", hosts("web"));
        assertEquals("192.0.2.9 own", ENGINE.docker("exec", "web", "tail", "-n1", "/etc/hosts").text());
        ENGINE.docker("exec", "web", "ping", "-c1", "-w5", "store").exits(0);
        ENGINE.docker("rename", "web", "site").exits(0);
        assertEquals("/db", inspect("site/db", "{{.Name}}"));
        assertEquals(1, ENGINE.docker("inspect", "web/db").exit());
        ENGINE.docker("rm", "--link", "/site/db").exits(0);
        assertEquals(after + " store", hosts("site"));
        assertEquals("[/db:/site/store]", inspect("site", "{{.HostConfig.Links}}"));
        assertEquals("running", inspect("db", "{{.State.Status}}"));
        String refused = ENGINE.docker("rm", "--link", "site").exits(1).err();
        assertTrue(refused, refused.contains("Conflict, cannot remove the default link name of the container"));
        ENGINE.docker("restart", "-t", "0", "site").exits(0);
        assertEquals(after + " store", hosts("site"));
        ENGINE.stop();
        ENGINE.start();
        assertEquals("db,site/store", names().split(" ")[0]);
        ENGINE.docker("rm", "-f", "site", "db", "other1", "other2").exits(0);
    }
}
