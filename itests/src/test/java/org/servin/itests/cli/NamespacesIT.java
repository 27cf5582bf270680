package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Engine;

/** Containers that share namespaces with each other and with the host, and that are linked. */
public class NamespacesIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    @After
    public void removeAll() {
        ENGINE.docker("ps", "-aq").out().lines().forEach(id -> ENGINE.docker("rm", "-f", id).exits(0));
    }

    private static String inside(String container, String script) {
        return ENGINE.docker("exec", container, "sh", "-c", script).text();
    }

    @Test
    public void sharedMemoryIsSharedByWhoAllowsIt() {
        ENGINE.docker("run", "-d", "--name", "donor", "--ipc", "shareable", "--shm-size", "1m", "busybox", "sleep", "300").exits(0);
        ENGINE.docker("run", "-d", "--name", "guest", "--ipc", "container:donor", "busybox", "sleep", "300").exits(0);
        inside("guest", "echo hello > /dev/shm/f");
        assertEquals("hello", inside("donor", "cat /dev/shm/f"));
        assertEquals(inside("donor", "readlink /proc/self/ns/ipc"), inside("guest", "readlink /proc/self/ns/ipc"));
        assertEquals("1024", inside("guest", "df -k /dev/shm | awk 'NR==2 {print $2}'"));
        ENGINE.docker("run", "-d", "--name", "third", "--ipc", "container:guest", "busybox", "sleep", "300").exits(0);
        assertEquals("hello", inside("third", "cat /dev/shm/f"));
    }

    @Test
    public void sharedMemoryOutlivesItsDonor() {
        ENGINE.docker("run", "-d", "--name", "donor", "--ipc", "shareable", "busybox", "sh", "-c", "echo kept > /dev/shm/f; sleep 300").exits(0);
        Await.until("the donor has written", () -> ENGINE.docker("exec", "donor", "test", "-s", "/dev/shm/f").exit() == 0);
        ENGINE.docker("run", "-d", "--name", "guest", "--ipc", "container:donor", "busybox", "sleep", "300").exits(0);
        ENGINE.docker("rm", "-f", "donor").exits(0);
        assertEquals("kept", inside("guest", "cat /dev/shm/f"));
        assertTrue(ENGINE.docker("restart", "-t", "0", "guest").exits(1).err().contains("No such container: donor"));
    }

    @Test
    public void privateMemoryIsNotJoined() {
        for (String mode : new String[] {"private", "none"}) {
            ENGINE.docker("run", "-d", "--name", mode, "--ipc", mode, "busybox", "sleep", "300").exits(0);
            assertTrue(ENGINE.docker("run", "--ipc", "container:" + mode, "busybox", "true").exits(125).err().contains("non-shareable IPC (hint: use IpcMode:shareable for the donor container)"));
        }
        ENGINE.docker("stop", "-t", "0", "private").exits(0);
        assertTrue(ENGINE.docker("run", "--ipc", "container:private", "busybox", "true").exits(125).err().contains("can't join IPC of container "));
        assertTrue(ENGINE.docker("run", "--ipc", "container:missing", "busybox", "true").exits(125).err().contains("No such container: missing"));
    }

    @Test
    public void processesAreSeenByWhoJoinsThem() {
        ENGINE.docker("run", "-d", "--name", "first", "busybox", "sleep", "4711").exits(0);
        assertEquals("1", ENGINE.docker("run", "--pid", "container:first", "busybox", "sh", "-c", "ps -o args | grep -c '^sleep 4711'").text());
        assertNotEquals("1", ENGINE.docker("run", "--pid", "host", "busybox", "sh", "-c", "echo $$").text());
        ENGINE.docker("run", "-d", "--name", "guest", "--pid", "container:first", "busybox", "sleep", "300").exits(0);
        ENGINE.docker("restart", "-t", "0", "guest").exits(0);
        ENGINE.docker("stop", "-t", "0", "first").exits(0);
        assertTrue(ENGINE.docker("start", "guest").exits(1).err().contains("is not running"));
        ENGINE.docker("start", "first").exits(0);
        ENGINE.docker("start", "guest").exits(0);
    }

    @Test
    public void aJoinedNetworkBringsItsNames() {
        ENGINE.docker("run", "-d", "--name", "first", "-h", "netname", "--add-host", "peer:192.0.2.9", "busybox", "sleep", "300").exits(0);
        ENGINE.docker("run", "-d", "--name", "guest", "--network", "container:first", "busybox", "sleep", "300").exits(0);
        assertEquals("netname netname", inside("guest", "echo $(hostname) $(cat /etc/hostname)"));
        assertEquals("netname", inside("guest", "echo $HOSTNAME"));
        assertEquals("192.0.2.9", inside("guest", "awk '$2 == \"peer\" {print $1}' /etc/hosts"));
        assertEquals("netname", ENGINE.docker("inspect", "-f", "{{.Config.Hostname}}", "guest").text());
        assertTrue(ENGINE.docker("run", "--network", "container:first", "-p", "80", "busybox").exits(125).err().contains("conflicting options: port publishing and the container type network mode"));
    }

    @Test
    public void linksGiveNamesAndVariables() {
        ENGINE.docker("run", "-d", "--name", "db", "-e", "PASS=secret", "--expose", "5432", "busybox", "sleep", "300").exits(0);
        ENGINE.docker("run", "-d", "--name", "web", "--link", "db:data-base", "busybox", "sleep", "300").exits(0);
        String address = ENGINE.docker("inspect", "-f", "{{.NetworkSettings.IPAddress}}", "db").text();
        assertEquals("tcp://" + address + ":5432 secret /web/data-base", inside("web", "echo $DATA_BASE_PORT $DATA_BASE_ENV_PASS $DATA_BASE_NAME"));
        assertEquals(address, inside("web", "awk '$2 == \"data-base\" {print $1}' /etc/hosts"));
        assertEquals("[/db:/web/data-base]", ENGINE.docker("inspect", "-f", "{{.HostConfig.Links}}", "web").text());
        ENGINE.docker("rename", "db", "other").exits(0);
        assertEquals("[/other:/web/data-base]", ENGINE.docker("inspect", "-f", "{{.HostConfig.Links}}", "web").text());
        ENGINE.docker("restart", "-t", "0", "web").exits(0);
        assertEquals("secret", inside("web", "echo $DATA_BASE_ENV_PASS"));
        ENGINE.docker("stop", "-t", "0", "other").exits(0);
        assertTrue(ENGINE.docker("restart", "-t", "0", "web").exits(1).err().contains("Cannot link to a non running container: /other AS /web/data-base"));
    }

    @Test
    public void theHostsNameIsTheHostsBusiness() {
        String host = ENGINE.inNamespace("hostname").text();
        assertEquals(host, ENGINE.docker("run", "--uts", "host", "busybox", "hostname").text());
        assertTrue(ENGINE.docker("run", "--uts", "host", "-h", "x", "busybox", "hostname").exits(125).err().contains("conflicting options: hostname and the UTS mode"));
        assertEquals("h1 example.test", ENGINE.docker("run", "-h", "h1", "--domainname", "example.test", "busybox", "sh", "-c", "echo $(hostname) $(cat /proc/sys/kernel/domainname)").text());
    }
}
