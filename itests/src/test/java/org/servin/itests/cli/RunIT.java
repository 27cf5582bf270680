package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** {@code docker run} in all the forms a user types. */
public class RunIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String said(String... args) {
        return ENGINE.docker(concat(new String[] {"run", "--rm"}, args)).text();
    }

    private static String[] concat(String[] a, String[] b) {
        String[] all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    @Test
    public void helloImageSaysHello() {
        assertTrue(said("hello").startsWith("Hello from Servin!"));
    }

    @Test
    public void streamsAndExitCodeArrive() {
        Command run = ENGINE.docker("run", "--rm", "busybox", "sh", "-c", "echo out; echo err >&2; exit 7").exits(7);
        assertEquals("out\n", run.out());
        assertEquals("err\n", run.err());
    }

    @Test
    public void missingCommandIs127AndFolderIs126() {
        assertTrue(ENGINE.docker("run", "--rm", "busybox", "/nosuch").exits(127).err().contains("no such file or directory"));
        assertTrue(ENGINE.docker("run", "--rm", "busybox", "nosuch").exits(127).err().contains("executable file not found"));
        assertTrue(ENGINE.docker("run", "--rm", "busybox", "/etc/passwd").exits(126).err().contains("permission denied"));
    }

    @Test
    public void missingImageIs125() {
        assertTrue(ENGINE.docker("run", "--rm", "--pull", "never", "nosuch:thing").exits(125).err().contains("No such image: nosuch:thing"));
    }

    @Test
    public void inputIsPipedAndEnds() {
        byte[] input = "one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8);
        assertEquals("3", ENGINE.docker(input, "run", "--rm", "-i", "busybox", "wc", "-l").text());
    }

    @Test
    public void outputGoesOnAfterTheInputsEnd() {
        byte[] input = "x\n".getBytes(StandardCharsets.UTF_8);
        assertEquals("x\nafter", ENGINE.docker(input, "run", "--rm", "-i", "busybox", "sh", "-c", "cat; echo after").text());
    }

    @Test
    public void megabytesComeThrough() {
        byte[] input = new byte[5_000_000];
        new java.util.Random(7).nextBytes(input);
        assertTrue(java.util.Arrays.equals(input, ENGINE.docker(input, "run", "--rm", "-i", "busybox", "cat").exits(0).outBytes()));
    }

    @Test
    public void terminalHasItsSize() {
        Command run = ENGINE.dockerOnTerminal("", "run", "--rm", "-t", "busybox", "sh", "-c", "tty; for i in 1 2 3 4 5 6 7 8 9 10; do [ \"$(stty size)\" = '24 80' ] && break; usleep 100000; done; stty size; exit 3").exits(3);
        assertTrue(run.out(), run.out().contains("/dev/pts/0"));
        assertTrue(run.out(), run.out().contains("24 80"));
    }

    @Test
    public void environmentFolderAndUser() {
        assertEquals("A=1 /tmp 65534 65534", said("-e", "A=1", "-w", "/tmp", "-u", "nobody", "busybox", "sh", "-c", "echo A=$A $PWD $(id -u) $(id -g)"));
    }

    @Test
    public void entrypointHostnameLabelAndHosts() {
        assertEquals("h1 10.9.8.7", said("--entrypoint", "/bin/sh", "--hostname", "h1", "--label", "a=b", "--add-host", "peer:10.9.8.7", "busybox", "-c", "echo $(hostname) $(grep peer /etc/hosts | cut -f1)"));
    }

    @Test
    public void resolverIsWritten() {
        String text = said("--dns", "192.0.2.53", "--dns-search", "a.test", "--dns-option", "ndots:3", "busybox", "cat", "/etc/resolv.conf");
        assertTrue(text, text.contains("nameserver 192.0.2.53") && text.contains("search a.test") && text.contains("options ndots:3"));
    }

    @Test
    public void limitsReachTheKernel() {
        assertEquals("67108864 7 50000", said("-m", "64m", "--pids-limit", "7", "--cpus", "0.5", "busybox", "sh", "-c",
                "echo $(cat /sys/fs/cgroup/memory/memory.limit_in_bytes) $(cat /sys/fs/cgroup/pids/pids.max) $(cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us)"));
        assertEquals("99 199", said("--ulimit", "nofile=99:199", "busybox", "sh", "-c", "echo $(ulimit -Sn) $(ulimit -Hn)"));
        assertEquals("42", said("--sysctl", "net.ipv4.ip_default_ttl=42", "busybox", "cat", "/proc/sys/net/ipv4/ip_default_ttl"));
    }

    @Test
    public void readOnlyRootWithTmpfs() {
        assertEquals("ok", said("--read-only", "--tmpfs", "/run:size=1m", "busybox", "sh", "-c", "touch /x 2>/dev/null || touch /run/y && echo ok"));
    }

    @Test
    public void initReapsAboveTheProcess() {
        assertEquals("yes", said("--init", "busybox", "sh", "-c", "[ $$ -gt 1 ] && echo yes"));
    }

    @Test
    public void networksNoneAndHost() {
        assertEquals("lo", said("--network", "none", "busybox", "sh", "-c", "ls /sys/class/net"));
        String host = ENGINE.inNamespace("readlink", "/proc/self/ns/net").text();
        assertEquals(host, said("--network", "host", "busybox", "readlink", "/proc/self/ns/net"));
    }

    @Test
    public void oomKillIsSeen() {
        ENGINE.docker("run", "--name", "oom", "-m", "8m", "--memory-swap", "8m", "busybox", "sh", "-c", "x=a; while true; do x=$x$x; done").exits(137);
        assertEquals("true", ENGINE.docker("inspect", "-f", "{{.State.OOMKilled}}", "oom").text());
        ENGINE.docker("rm", "oom").exits(0);
    }
}
