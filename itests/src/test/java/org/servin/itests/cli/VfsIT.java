package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;

import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Engine;

/** The storage driver for file systems that cannot be layered, chosen in {@code daemon.json}. */
public class VfsIT {
    @ClassRule
    public static final Engine ENGINE = Engine.configured("\"storage-driver\": \"vfs\"");

    @Test
    public void layersAreCopies() {
        assertEquals("vfs", ENGINE.docker("info", "-f", "{{.Driver}}").text());
        ENGINE.docker("run", "--name", "v1", "busybox", "sh", "-c", "echo one > /f; rm /etc/group").exits(0);
        assertEquals("A /f\nC /etc\nD /etc/group", ENGINE.docker("diff", "v1").text().lines().sorted().reduce((a, b) -> a + "\n" + b).orElse(""));
        ENGINE.docker("commit", "v1", "v1:committed").exits(0);
        assertEquals("one gone", ENGINE.docker("run", "--rm", "v1:committed", "sh", "-c", "echo $(cat /f) $([ -e /etc/group ] || echo gone)").text());
        assertEquals("the image has not changed", "0", ENGINE.docker("run", "--rm", "busybox", "sh", "-c", "[ -e /etc/group ]; echo $?").text());
        ENGINE.docker("rm", "v1").exits(0);
        ENGINE.docker("rmi", "v1:committed").exits(0);
    }

    @Test
    public void containersAreThereAfterARestart() {
        ENGINE.docker("run", "-d", "--name", "v2", "busybox", "sh", "-c", "echo kept > /f; sleep 300").exits(0);
        ENGINE.stop();
        ENGINE.start();
        assertEquals("kept", ENGINE.docker("exec", "v2", "cat", "/f").text());
        ENGINE.docker("restart", "-t", "0", "v2").exits(0);
        assertEquals("kept", ENGINE.docker("exec", "v2", "cat", "/f").text());
        ENGINE.docker("rm", "-f", "v2").exits(0);
    }
}
