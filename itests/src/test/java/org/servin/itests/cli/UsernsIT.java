package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Containers of an engine with {@code userns-remap}: their root is somebody else on the host. What is expected is what dockerd 20.10 does. */
public class UsernsIT {
    @ClassRule
    public static final Engine ENGINE = Engine.withOwnEtc("--userns-remap", "default");
    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();
    /** The first number of dockremap's, which the engine has made. */
    private String uid;
    private String gid;

    @Before
    public void readNumbers() throws IOException {
        uid = first("subuid");
        gid = first("subgid");
    }

    private static String first(String file) throws IOException {
        try (var lines = Files.lines(ENGINE.etc().resolve(file))) {
            return lines.filter(line -> line.startsWith("dockremap:")).findFirst().orElseThrow().split(":")[1];
        }
    }

    private static String sh(String script) {
        return ENGINE.docker("run", "--rm", "busybox", "sh", "-c", script).text();
    }

    private static String inspect(String container, String format) {
        return ENGINE.docker("inspect", "-f", format, container).text();
    }

    private String owner(Path file) throws IOException {
        return Files.getAttribute(file, "unix:uid") + ":" + Files.getAttribute(file, "unix:gid");
    }

    @Test
    public void theMapIsThatOfTheUser() {
        assertEquals("0 " + uid + " 65536", sh("echo $(cat /proc/self/uid_map)"));
        assertEquals("0 " + gid + " 65536", sh("echo $(cat /proc/self/gid_map)"));
        assertEquals("0:0", sh("echo $(id -u):$(id -g)"));
        String security = ENGINE.docker("info", "-f", "{{.SecurityOptions}} {{.DockerRootDir}}").text();
        assertTrue(security, security.contains("name=userns") && security.endsWith("/" + uid + "." + gid));
    }

    @Test
    public void theFolderIsOfTheMapping() throws IOException {
        Path root = ENGINE.root().resolve(uid + "." + gid);
        assertTrue(Files.exists(root.resolve("overlay2")));
        assertEquals("0:" + gid, owner(root));
        assertEquals("rwx--x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(root)));
    }

    @Test
    public void rootInsideIsNotRootOutside() throws IOException {
        ENGINE.docker("run", "-d", "--name", "outside", "busybox", "sleep", "300").exits(0);
        String status = Files.readString(Path.of("/proc", inspect("outside", "{{.State.Pid}}"), "status"));
        assertTrue(status, status.contains("Uid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid + "\n"));
        ENGINE.docker("rm", "-f", "outside").exits(0);
    }

    @Test
    public void filesOfTheHostStayTheHosts() throws IOException {
        Path shared = temporary.newFolder().toPath();
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path secret = Files.writeString(shared.resolve("secret"), "s");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Command run = ENGINE.docker("run", "--rm", "-v", shared + ":/shared", "busybox", "sh", "-c",
                "touch /shared/made; chmod 777 /shared/secret; chown 0 /shared/secret; cat /shared/secret; stat -c %u:%g /shared/secret");
        assertEquals("65534:65534", run.text());
        assertEquals(uid + ":" + gid, owner(shared.resolve("made")));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
        assertEquals("0:0", owner(secret));
    }

    @Test
    public void aMissingFolderOfTheHostIsMadeForRootInside() throws IOException {
        Path missing = temporary.getRoot().toPath().resolve("a/b");
        ENGINE.docker("run", "--rm", "-v", missing + ":/b", "busybox", "touch", "/b/made").exits(0);
        assertEquals(uid + ":" + gid, owner(missing.getParent()));
        assertEquals(uid + ":" + gid, owner(missing.resolve("made")));
    }

    @Test
    public void execJoinsTheNamespace() {
        ENGINE.docker("run", "-d", "--name", "joined", "busybox", "sleep", "300").exits(0);
        String namespace = ENGINE.docker("exec", "joined", "readlink", "/proc/1/ns/user").text();
        assertEquals(namespace, ENGINE.docker("exec", "joined", "readlink", "/proc/self/ns/user").text());
        assertNotEquals(namespace, ENGINE.inNamespace("readlink", "/proc/self/ns/user").text());
        assertEquals("0", ENGINE.docker("exec", "joined", "id", "-u").text());
        assertEquals("7:8", ENGINE.docker("exec", "-u", "7:8", "joined", "sh", "-c", "echo $(id -u):$(id -g) > /dev/stdout").text());
        assertTrue(ENGINE.dockerOnTerminal("", "exec", "-it", "joined", "stat", "-c", "%u:%g", "/dev/pts/0").out().contains("0:5"));
        ENGINE.docker("rm", "-f", "joined").exits(0);
    }

    @Test
    public void namespacesOfAContainerAreShared() {
        ENGINE.docker("run", "-d", "--name", "owner", "--ipc", "shareable", "busybox", "sleep", "300").exits(0);
        for (String kind : List.of("user", "net")) {
            assertEquals(ENGINE.docker("exec", "owner", "readlink", "/proc/1/ns/" + kind).text(),
                    ENGINE.docker("run", "--rm", "--network", "container:owner", "busybox", "readlink", "/proc/self/ns/" + kind).text());
        }
        assertTrue(ENGINE.docker("run", "--rm", "--pid", "container:owner", "busybox", "ps").out().contains("sleep 300"));
        ENGINE.docker("exec", "owner", "touch", "/dev/shm/shared").exits(0);
        assertEquals("0:0", ENGINE.docker("run", "--rm", "--ipc", "container:owner", "busybox", "stat", "-c", "%u:%g", "/dev/shm/shared").text());
        ENGINE.docker("rm", "-f", "owner").exits(0);
    }

    @Test
    public void parametersOfItsNamespacesAreItsOwn() {
        assertEquals("1 9999", ENGINE.docker("run", "--rm", "--sysctl", "net.ipv4.ip_forward=1", "--sysctl", "kernel.msgmax=9999", "busybox", "sh", "-c",
                "echo $(cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/msgmax)").text());
        assertEquals("0 0 0", sh("echo $(stat -c %u /proc/sys/net/ipv4/conf /dev/mqueue /dev/shm)"));
        assertEquals("mounted", ENGINE.docker("run", "--rm", "--cap-add", "SYS_ADMIN", "busybox", "sh", "-c", "mount -t tmpfs t /tmp && echo mounted").text());
    }

    @Test
    public void archivesHaveTheNumbersSeenInside() throws IOException {
        ENGINE.docker("run", "-d", "--name", "copied", "busybox", "sh", "-c", "touch /root/mine; echo x > /root/other; chown 1000:2000 /root/other; sleep 300").exits(0);
        Await.until("the files are there", () -> ENGINE.docker("exec", "copied", "stat", "-c", "%u", "/root/other").out().strip().equals("1000"));
        byte[] tar = ENGINE.docker("cp", "copied:/root/other", "-").exits(0).outBytes();
        assertTrue(list(tar), list(tar).contains(" 1000/2000 "));
        ENGINE.docker(tar, "cp", "-a", "-", "copied:/tmp").exits(0);
        assertEquals("1000:2000", ENGINE.docker("exec", "copied", "stat", "-c", "%u:%g", "/tmp/other").text());
        Path local = temporary.newFile("local").toPath();
        ENGINE.docker("cp", local.toString(), "copied:/tmp").exits(0);
        assertEquals("0:0", ENGINE.docker("exec", "copied", "stat", "-c", "%u:%g", "/tmp/local").text());
        String exported = list(ENGINE.docker("export", "copied").exits(0).outBytes());
        assertTrue(exported, exported.lines().anyMatch(line -> line.contains(" 1000/2000 ") && line.endsWith("root/other")));
        assertTrue(exported, exported.lines().noneMatch(line -> line.contains(uid)));
        ENGINE.docker("rm", "-f", "copied").exits(0);
    }

    private static String list(byte[] tar) {
        return Command.run(java.util.Map.of(), tar, List.of("tar", "tvn", "--numeric-owner")).out();
    }

    @Test
    public void idsThatHaveNoPlaceAreRefused() {
        Command run = ENGINE.docker("run", "--rm", "-u", "70000", "busybox", "true");
        assertTrue(run.err(), run.exit() != 0 && run.err().contains("cannot set uid to unmapped user in user namespace"));
        ENGINE.docker("create", "--name", "full", "busybox", "true").exits(0);
        byte[] tar = Command.run(java.util.Map.of(), new byte[0], List.of("tar", "c", "--owner=70000", "--group=0", "-C", "/etc", "hostname")).outBytes();
        Command copy = ENGINE.docker(tar, "cp", "-a", "-", "full:/tmp");
        assertTrue(copy.err(), copy.err().contains("Container ID 70000 cannot be mapped to a host ID"));
        ENGINE.docker("rm", "full").exits(0);
    }

    @Test
    public void imagesAndVolumesCarryOwners() throws IOException {
        ENGINE.docker("run", "--name", "base", "busybox", "sh", "-c", "mkdir /data; touch /data/f; chown -R 33:44 /data").exits(0);
        assertEquals("A /data\nA /data/f", ENGINE.docker("diff", "base").text());
        ENGINE.docker("commit", "-c", "CMD [\"stat\",\"-c\",\"%u:%g\",\"/data/f\"]", "base", "with-owner").exits(0);
        assertEquals("33:44", ENGINE.docker("run", "--rm", "with-owner").text());
        assertEquals("33:44", ENGINE.docker("run", "--rm", "-v", "filled:/data", "with-owner").text());
        assertEquals("0:0", ENGINE.docker("run", "--rm", "-v", "empty:/new", "busybox", "stat", "-c", "%u:%g", "/new").text());
        assertEquals(uid + ":" + gid, owner(ENGINE.root().resolve(uid + "." + gid + "/volumes/empty/_data")));
        ENGINE.docker("rm", "base").exits(0);
        ENGINE.docker("rmi", "with-owner").exits(0);
        ENGINE.docker("volume", "rm", "filled", "empty").exits(0);
    }

    @Test
    public void filesOfTheEngineCanBeWrittenInside() {
        assertEquals("0:0 0:0 0:0 ok", sh("echo $(stat -c %u:%g /etc/hosts /etc/hostname /etc/resolv.conf); echo >> /etc/hosts && echo ok").replace('\n', ' '));
        assertEquals("0:0 0:0", ENGINE.docker("run", "--rm", "-w", "/srv/a/b", "busybox", "sh", "-c", "echo $(stat -c %u:%g /srv/a /srv/a/b)").text());
    }

    @Test
    public void devicesAreThere() {
        assertEquals("4 ok", sh("head -c4 /dev/zero | wc -c; echo x > /dev/null && echo ok").replace('\n', ' '));
        assertEquals("1:5", ENGINE.docker("run", "--rm", "--device", "/dev/zero:/dev/nothing", "busybox", "stat", "-c", "%t:%T", "/dev/nothing").text());
    }

    @Test
    public void whatNeedsTheHostIsRefused() {
        refused("privileged mode is incompatible with user namespaces", "--privileged");
        refused("cannot share the host's network namespace when user namespaces are enabled", "--network", "host");
        refused("cannot share the host PID namespace when user namespaces are enabled", "--pid", "host");
        refused("cannot share the host IPC namespace when user namespaces are enabled", "--ipc", "host");
    }

    private static void refused(String message, String... options) {
        Command run = ENGINE.docker(java.util.stream.Stream.of(List.of("run", "--rm"), List.of(options), List.of("busybox", "true"))
                .flatMap(List::stream).toArray(String[]::new));
        assertEquals(125, run.exit());
        assertTrue(run.err(), run.err().contains(message));
    }

    @Test
    public void theHostsUsersCanBeAskedFor() {
        String host = ENGINE.inNamespace("readlink", "/proc/self/ns/user").text();
        assertEquals(host, ENGINE.docker("run", "--rm", "--userns", "host", "--privileged", "busybox", "readlink", "/proc/self/ns/user").text());
        assertEquals(host, ENGINE.docker("run", "--rm", "--userns", "host", "--network", "host", "--pid", "host", "busybox", "readlink", "/proc/self/ns/user").text());
        ENGINE.docker("run", "-d", "--name", "hosts", "--userns", "host", "busybox", "sleep", "300").exits(0);
        assertEquals(host, ENGINE.docker("exec", "hosts", "readlink", "/proc/self/ns/user").text());
        assertEquals("host", inspect("hosts", "{{.HostConfig.UsernsMode}}"));
        ENGINE.docker("rm", "-f", "hosts").exits(0);
    }

    @Test
    public void theHostsControlGroupsCanBeShown() {
        Command run = ENGINE.docker("run", "--rm", "--cgroupns", "host", "busybox", "sh", "-c", "cat /proc/self/cgroup; cd /sys/fs/cgroup; ls; [ ! -d pids ] || cd pids; mkdir x").exits(1);
        assertTrue(run.out(), run.out().contains("/" + ENGINE.namespace() + "/") && run.out().lines().anyMatch(l -> l.equals("pids") || l.equals("cgroup.controllers")));
        assertTrue(run.err(), run.err().contains("Read-only file system"));
    }

    @Test
    public void networkAndNamesWork() {
        ENGINE.docker("network", "create", "inner").exits(0);
        ENGINE.docker("run", "-d", "--name", "server", "--network", "inner", "busybox", "sleep", "300").exits(0);
        assertEquals("0", ENGINE.docker("run", "--rm", "--network", "inner", "busybox", "sh", "-c", "ping -c1 -W5 server > /dev/null; echo $?").text());
        ENGINE.docker("rm", "-f", "server").exits(0);
        ENGINE.docker("network", "rm", "inner").exits(0);
    }

    @Test
    public void containersOutliveTheEngine() {
        ENGINE.docker("run", "-d", "--name", "stays", "busybox", "sh", "-c", "echo first; trap 'echo last; exit 3' TERM; while true; do sleep 0.1; done").exits(0);
        String pid = inspect("stays", "{{.State.Pid}}");
        ENGINE.kill();
        ENGINE.start();
        assertEquals(pid + " running", inspect("stays", "{{.State.Pid}} {{.State.Status}}"));
        assertEquals(ENGINE.docker("exec", "stays", "readlink", "/proc/1/ns/user").text(), ENGINE.docker("exec", "stays", "readlink", "/proc/self/ns/user").text());
        assertEquals("0", ENGINE.docker("exec", "stays", "id", "-u").text());
        ENGINE.docker("stop", "stays").exits(0);
        assertEquals("3", inspect("stays", "{{.State.ExitCode}}"));
        assertEquals("first\nlast", ENGINE.docker("logs", "stays").text());
        ENGINE.docker("start", "stays").exits(0);
        ENGINE.docker("rm", "-f", "stays").exits(0);
    }
}
