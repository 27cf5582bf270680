package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Engine;

/** The engine is killed while containers run and write: they must not notice, and nothing of what they did may be lost. */
public class CrashIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String inspect(String name, String format) {
        return ENGINE.docker("inspect", "-f", format, name).text();
    }

    @Test
    public void containersGoOnAndNoLineIsLostOrDoubled() {
        ENGINE.docker("run", "-d", "--name", "writer", "busybox", "sh", "-c", "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); echo $i; done; sleep 3000").exits(0);
        ENGINE.docker("run", "-di", "--name", "reader", "busybox", "cat").exits(0);
        ENGINE.docker("run", "-d", "--name", "leaver", "busybox", "sh", "-c", "while [ ! -e /go ]; do sleep 0.02; done; echo bye; exit 42").exits(0);
        String pid = inspect("writer", "{{.State.Pid}}");
        String leaver = inspect("leaver", "{{.State.Pid}}");
        for (int round = 0; round < 5; round++) {
            ENGINE.kill();
            if (round == 0) {
                letGo(leaver);
            }
            ENGINE.start();
        }
        assertEquals(pid, inspect("writer", "{{.State.Pid}}"));
        assertTrue(ENGINE.docker("ps", "--format", "{{.Names}}").out().contains("writer"));
        Await.until("all is logged", () -> ENGINE.docker("logs", "--tail", "1", "writer").out().strip().equals("30000"));
        List<String> lines = ENGINE.docker("logs", "writer").out().lines().toList();
        assertEquals(IntStream.rangeClosed(1, 30000).mapToObj(Integer::toString).toList(), lines);
        assertEquals("42", ENGINE.docker("wait", "leaver").text());
        assertEquals("bye", ENGINE.docker("logs", "leaver").text());
        assertEquals("exec", ENGINE.docker("exec", "writer", "echo", "exec").text());
        ENGINE.docker("stop", "-t", "0", "writer").exits(0);
        ENGINE.docker("rm", "-f", "writer", "reader", "leaver").exits(0);
    }

    private static void letGo(String pid) {
        org.servin.itests.harness.Command.run("touch", "/proc/" + pid + "/root/go").exits(0);
        Await.until("it has left", () -> !java.nio.file.Files.exists(java.nio.file.Path.of("/proc", pid)));
    }

    @Test
    public void cleanStopLeavesContainersRunning() {
        ENGINE.docker("run", "-d", "--name", "stay", "busybox", "sleep", "3000").exits(0);
        String pid = inspect("stay", "{{.State.Pid}}");
        ENGINE.stop();
        ENGINE.start();
        assertEquals(pid + " running", inspect("stay", "{{.State.Pid}} {{.State.Status}}"));
        ENGINE.docker("kill", "stay").exits(0);
        assertEquals("137", ENGINE.docker("wait", "stay").text());
        ENGINE.docker("rm", "stay").exits(0);
    }
}
