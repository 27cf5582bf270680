package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Who a container's processes are, and what they may do. */
public class ConfinementIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static Command run(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "run";
        all[1] = "--rm";
        System.arraycopy(args, 0, all, 2, args.length);
        return ENGINE.docker(all);
    }

    private String profile(String rules) throws IOException {
        Path file = Files.writeString(folder.newFile().toPath(), "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[" + rules + "]}");
        return "seccomp=" + file;
    }

    @Test
    public void usersComeFromTheContainersOwnAccounts() {
        assertEquals("65534 65534 65534 10 /home", run("-u", "nobody", "--group-add", "wheel", "busybox", "sh", "-c", "echo $(id -u) $(id -g) $(id -G) $HOME").text());
        assertEquals("1 10 10 /usr/sbin", run("-u", "daemon:wheel", "busybox", "sh", "-c", "echo $(id -u) $(id -g) $(id -G) $HOME").text());
        assertEquals("4242 0 0 /", run("-u", "4242", "busybox", "sh", "-c", "echo $(id -u) $(id -g) $(id -G) $HOME").text());
        assertTrue(run("-u", "nosuch", "busybox", "true").exits(125).err().contains("unable to find user nosuch: no matching entries in passwd file"));
        assertTrue(run("--group-add", "nosuch", "busybox", "true").exits(125).err().contains("Unable to find group nosuch: no matching entries in group file"));
    }

    @Test
    public void accountFilesAreReadButNeverFollowedOut() throws IOException {
        Files.writeString(folder.getRoot().toPath().resolve("passwd"), "mallory:x:4711:4712::/tmp:/bin/sh\n");
        String outside = folder.getRoot().toPath().resolve("passwd").toString();
        // an image whose passwd is a link to a file of the host finds nothing, or its own file of that name
        String dockerfile = ENGINE.docker("create", "busybox", "sh", "-c", "rm /etc/passwd; ln -s " + outside + " /etc/passwd").text();
        ENGINE.docker("start", "-a", dockerfile).exits(0);
        ENGINE.docker("commit", dockerfile, "linked").exits(0);
        ENGINE.docker("rm", dockerfile).exits(0);
        assertTrue(run("-u", "mallory", "linked", "true").exits(125).err().contains("unable to find user mallory"));
        ENGINE.docker("rmi", "linked").exits(0);
        assertEquals("home=/", run("--security-opt", "systempaths=unconfined", "-v", "/dev/null:/etc/passwd", "busybox", "sh", "-c", "echo home=$HOME").text());
    }

    @Test
    public void aProfilesRulesAndConditionsHold() throws IOException {
        String errno = "{\"names\":[\"mkdir\",\"mkdirat\"],\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":28%s}";
        assertTrue(mkdir(profile(String.format(errno, ""))).err().contains("No space left on device"));
        assertEquals(0, mkdir(profile(String.format(errno, ",\"includes\":{\"caps\":[\"CAP_SYS_ADMIN\"]}"))).exit());
        assertNotEquals(0, run("--cap-add", "SYS_ADMIN", "--security-opt", profile(String.format(errno, ",\"includes\":{\"caps\":[\"CAP_SYS_ADMIN\"]}")), "busybox", "mkdir", "/d").exit());
        assertEquals(0, mkdir(profile(String.format(errno, ",\"excludes\":{\"minKernel\":\"3.0\"}"))).exit());
        String onlySome = "{\"names\":[\"chmod\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":[{\"index\":1,\"value\":448,\"op\":\"SCMP_CMP_EQ\"}]}";
        assertEquals("0 1", run("--security-opt", profile(onlySome), "busybox", "sh", "-c", "chmod 755 /tmp; a=$?; chmod 700 /tmp 2>/dev/null; echo $a $?").text());
    }

    private static Command mkdir(String option) {
        return run("--security-opt", option, "busybox", "mkdir", "/d");
    }

    @Test
    public void actionsKillTrapAndLog() throws IOException {
        String rule = "{\"names\":[\"mkdir\",\"mkdirat\"],\"action\":\"SCMP_ACT_%s\"}";
        assertEquals(128 + 31, mkdir(profile(String.format(rule, "KILL_PROCESS"))).exit());
        assertEquals(128 + 31, mkdir(profile(String.format(rule, "TRAP"))).exit());
        assertEquals(0, mkdir(profile(String.format(rule, "LOG"))).exit());
        assertTrue(mkdir(profile(String.format(rule, "TRACE"))).err().contains("Function not implemented"));
        assertTrue(mkdir(profile(String.format(rule, "NOTIFY"))).exits(125).err().contains("listenerPath is not set"));
        assertTrue(mkdir(profile(String.format(rule, "NONSENSE"))).exits(125).err().contains("string SCMP_ACT_NONSENSE is not a valid action for seccomp"));
    }

    @Test
    public void newPrivilegesAndSystemPaths() {
        assertEquals("NoNewPrivs:\t0", run("--security-opt", "no-new-privileges:false", "busybox", "grep", "NoNewPrivs", "/proc/self/status").text());
        assertEquals("NoNewPrivs:\t1", run("--security-opt", "no-new-privileges=true", "busybox", "grep", "NoNewPrivs", "/proc/self/status").text());
        assertEquals("rw", run("--security-opt", "systempaths=unconfined", "busybox", "sh", "-c", "test -w /proc/sys/kernel/hostname && ! grep -q ' /proc/' /proc/mounts && echo rw").text());
        assertTrue(run("--security-opt", "nonsense=1", "busybox", "true").exits(125).err().contains("invalid --security-opt 2: \"nonsense=1\""));
    }

    @Test
    public void readOnlyRootsProtectEvenTheEnginesFiles() {
        Command tries = run("--read-only", "--tmpfs", "/t", "busybox", "sh", "-c", "touch /x; touch /etc/hosts; touch /etc/resolv.conf; touch /t/ok && echo ok");
        assertEquals("ok", tries.text());
        assertEquals(3, tries.err().lines().filter(l -> l.contains("Read-only file system")).count());
    }

    @Test
    public void onlyNamespacedParametersAreSet() {
        assertEquals("65536", run("--sysctl", "kernel.msgmax=65536", "busybox", "cat", "/proc/sys/kernel/msgmax").text());
        String refused = "sysctl \"net.ipv4.ip_forward\" not allowed in host network namespace";
        assertTrue(run("--network", "host", "--sysctl", "net.ipv4.ip_forward=1", "busybox", "true").exits(125).err().contains(refused));
        assertTrue(run("--ipc", "host", "--sysctl", "kernel.msgmax=65536", "busybox", "true").exits(125).err().contains("sysctl \"kernel.msgmax\" is not allowed in the hosts ipc namespace"));
    }

    @Test
    public void privilegedStartsWithWhatThisMachineHas() {
        String own = ENGINE.inNamespace("grep", "CapBnd", "/proc/self/status").text();
        assertEquals(own, run("--privileged", "busybox", "grep", "CapBnd", "/proc/self/status").text());
        assertEquals("CapEff:\t0000000000000000", run("--privileged", "-u", "nobody", "busybox", "grep", "CapEff", "/proc/self/status").text());
    }
}
