package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** What a process inside a container sees and may do. */
public class IsolationIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String sh(String script) {
        return ENGINE.docker("run", "--rm", "busybox", "sh", "-c", script).text();
    }

    @Test
    public void namespacesAreItsOwn() {
        for (String kind : new String[] {"mnt", "pid", "net", "ipc", "uts"}) {
            assertNotEquals(kind, ENGINE.inNamespace("readlink", "/proc/self/ns/" + kind).text(), sh("readlink /proc/self/ns/" + kind));
        }
    }

    @Test
    public void onlyThreeDescriptorsAreOpen() {
        assertEquals("0 1 2 3", sh("echo $(ls /proc/self/fd)"));
    }

    @Test
    public void defaultCapabilitiesAndFilter() {
        String status = sh("grep -E '^(CapEff|CapBnd|Seccomp|NoNewPrivs):' /proc/self/status");
        assertTrue(status, status.contains("CapEff:\t00000000a80425fb"));
        assertTrue(status, status.contains("CapBnd:\t00000000a80425fb"));
        assertTrue(status, status.contains("Seccomp:\t2"));
        assertTrue(status, status.contains("NoNewPrivs:\t0"));
    }

    @Test
    public void capabilitiesAreAddedAndDropped() {
        assertEquals("CapEff:\t0000000000000000", ENGINE.docker("run", "--rm", "--cap-drop", "ALL", "busybox", "grep", "CapEff", "/proc/self/status").text());
        assertEquals("CapEff:\t00000000a82425fb", ENGINE.docker("run", "--rm", "--cap-add", "SYS_ADMIN", "busybox", "grep", "CapEff", "/proc/self/status").text());
    }

    @Test
    public void privilegedSeesDevicesAndMayMount() {
        assertEquals("ok", ENGINE.docker("run", "--rm", "--privileged", "busybox", "sh", "-c", "mkdir /m && mount -t tmpfs t /m && [ -e /dev/kmsg ] && echo ok").text());
        Command plain = ENGINE.docker("run", "--rm", "busybox", "mount", "-t", "tmpfs", "t", "/tmp");
        assertNotEquals(0, plain.exit());
    }

    @Test
    public void kernelFilesAreMaskedOrReadOnly() {
        assertEquals("0", sh("cat /proc/kcore | wc -c"));
        assertNotEquals(0, ENGINE.docker("run", "--rm", "busybox", "sh", "-c", "echo 1 > /proc/sysrq-trigger").exit());
        assertNotEquals(0, ENGINE.docker("run", "--rm", "busybox", "touch", "/sys/x").exit());
    }

    @Test
    public void devicesAreThoseOfTheList() {
        String core = java.nio.file.Files.exists(java.nio.file.Path.of("/proc/kcore")) ? "core " : "";
        assertEquals(core + "fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero", sh("echo $(ls /dev)"));
        assertNotEquals(0, ENGINE.docker("run", "--rm", "--cap-add", "MKNOD", "busybox", "sh", "-c", "mknod /tmp/vda b 254 0 && head -c1 /tmp/vda").exit());
    }

    @Test
    public void noNewPrivilegesAndUnconfined() {
        assertEquals("NoNewPrivs:\t1", ENGINE.docker("run", "--rm", "--security-opt", "no-new-privileges", "busybox", "grep", "NoNewPrivs", "/proc/self/status").text());
        assertEquals("Seccomp:\t0", ENGINE.docker("run", "--rm", "--security-opt", "seccomp=unconfined", "busybox", "grep", "Seccomp:", "/proc/self/status").text());
    }

    @Test
    public void rootIsPivotedAndHostIsOutOfSight() {
        String mounts = sh("cat /proc/self/mountinfo");
        assertFalse(mounts, mounts.contains(ENGINE.root().toString() + "/containers "));
        assertTrue(mounts, mounts.lines().anyMatch(l -> l.contains(" / / ") && l.contains(" - overlay ")));
        assertEquals("1", sh("echo $$"));
    }
}
