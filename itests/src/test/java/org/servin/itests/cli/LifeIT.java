package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** The life of a container from create to remove, and everything one asks of it meanwhile. */
public class LifeIT {
    private static final String OBEDIENT = "trap 'exit 5' TERM; trap 'echo usr1' USR1; echo up; while true; do sleep 0.05; done";
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static void up(String name, String script, String... options) {
        String[] args = new String[options.length + 7];
        System.arraycopy(new String[] {"run", "-d", "--name", name}, 0, args, 0, 4);
        System.arraycopy(options, 0, args, 4, options.length);
        System.arraycopy(new String[] {"busybox", "sh", "-c"}, 0, args, 4 + options.length, 3);
        String[] all = java.util.Arrays.copyOf(args, args.length + 1);
        all[all.length - 1] = script;
        ENGINE.docker(all).exits(0);
    }

    private static void down(String name) {
        ENGINE.docker("rm", "-f", name).exits(0);
    }

    private static String inspect(String name, String format) {
        return ENGINE.docker("inspect", "-f", format, name).text();
    }

    @Test
    public void stopAsksAndExitCodeIsKept() {
        up("stop1", OBEDIENT);
        Await.until("it is up", () -> ENGINE.docker("logs", "stop1").out().contains("up"));
        ENGINE.docker("stop", "stop1").exits(0);
        assertEquals("exited 5", inspect("stop1", "{{.State.Status}} {{.State.ExitCode}}"));
        assertEquals("5", ENGINE.docker("wait", "stop1").text());
        down("stop1");
    }

    @Test
    public void signalsArrive() {
        up("kill1", OBEDIENT);
        Await.until("it is up", () -> ENGINE.docker("logs", "kill1").out().contains("up"));
        ENGINE.docker("kill", "-s", "USR1", "kill1").exits(0);
        Await.until("it heard", () -> ENGINE.docker("logs", "kill1").out().contains("usr1"));
        ENGINE.docker("kill", "kill1").exits(0);
        assertEquals("137", ENGINE.docker("wait", "kill1").text());
        down("kill1");
    }

    @Test
    public void pauseStopsTheClockAndUnpauseGoesOn() {
        up("pause1", "while true; do date +%N; sleep 0.02; done");
        ENGINE.docker("pause", "pause1").exits(0);
        assertEquals("paused", inspect("pause1", "{{.State.Status}}"));
        String frozen = ENGINE.docker("logs", "pause1").out();
        assertEquals(frozen, ENGINE.docker("logs", "pause1").out());
        assertEquals(1, ENGINE.docker("exec", "pause1", "true").exit());
        ENGINE.docker("unpause", "pause1").exits(0);
        Await.until("it goes on", () -> ENGINE.docker("logs", "pause1").out().length() > frozen.length());
        down("pause1");
    }

    @Test
    public void restartRenameAndRemove() {
        up("re1", OBEDIENT);
        String first = inspect("re1", "{{.State.Pid}}");
        ENGINE.docker("restart", "-t", "1", "re1").exits(0);
        assertTrue(!first.equals(inspect("re1", "{{.State.Pid}}")));
        ENGINE.docker("rename", "re1", "re2").exits(0);
        assertEquals(1, ENGINE.docker("inspect", "re1").exit());
        assertTrue(ENGINE.docker("rm", "re2").exits(1).err().contains("cannot remove"));
        down("re2");
    }

    @Test
    public void execRunsInsideWithItsOwnSettings() {
        up("exec1", "sleep 300", "-e", "A=1");
        Command run = ENGINE.docker("exec", "-e", "B=2", "-w", "/tmp", "-u", "nobody", "exec1", "sh", "-c", "echo $A $B $PWD $(id -u); echo err >&2; exit 9").exits(9);
        assertEquals("1 2 /tmp 65534\n", run.out());
        assertEquals("err\n", run.err());
        assertEquals("through", ENGINE.docker("through\n".getBytes(StandardCharsets.UTF_8), "exec", "-i", "exec1", "cat").text());
        assertEquals("CapEff:\t" + hostCapabilities(), ENGINE.docker("exec", "--privileged", "exec1", "grep", "CapEff", "/proc/self/status").text());
        ENGINE.docker("exec", "-d", "exec1", "touch", "/done").exits(0);
        Await.until("the detached one is done", () -> ENGINE.docker("exec", "exec1", "test", "-e", "/done").exit() == 0);
        ENGINE.docker("exec", "exec1", "nosuch").exits(126); // as from dockerd 20.10
        Command terminal = ENGINE.dockerOnTerminal("", "exec", "-t", "exec1", "sh", "-c", "tty; exit 4").exits(4);
        assertTrue(terminal.out(), terminal.out().contains("/dev/pts/"));
        down("exec1");
    }

    private static String hostCapabilities() {
        return Command.run("sh", "-c", "grep CapBnd /proc/self/status | cut -f2").text();
    }

    @Test
    public void logsByTailTimeAndFollow() throws IOException, InterruptedException {
        up("logs1", "for i in 1 2 3 4 5; do echo line $i; done; sleep 1; echo last");
        Process follow = ENGINE.dockerStart("logs", "-f", "--tail", "2", "logs1");
        assertTrue(follow.waitFor(60, TimeUnit.SECONDS));
        assertTrue(new String(follow.getInputStream().readAllBytes(), StandardCharsets.UTF_8).endsWith("last\n"));
        assertEquals("line 5\nlast", ENGINE.docker("logs", "--tail", "2", "logs1").text());
        assertTrue(ENGINE.docker("logs", "-t", "--tail", "1", "logs1").text().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z last"));
        String since = ENGINE.docker("logs", "-t", "--tail", "1", "logs1").text().split(" ")[0];
        assertEquals("last", ENGINE.docker("logs", "--since", since, "logs1").text());
        down("logs1");
    }

    @Test
    public void attachAndDetachByKeys() throws IOException, InterruptedException {
        // not at the prompt of a shell, which throws away what was typed before
        ENGINE.docker("run", "-dit", "--name", "attach1", "busybox", "sh", "-c", "read n; echo seen-$((n+2)); exec sleep 1000").exits(0);
        Command attach = ENGINE.dockerOnTerminal("40\nP", "attach", "--detach-keys", "P", "attach1").exits(1); // as the docker command does on dockerd
        assertTrue(attach.out(), attach.out().contains("read escape sequence") || attach.err().contains("read escape sequence"));
        assertEquals("running", inspect("attach1", "{{.State.Status}}"));
        Await.until("the shell did it", () -> ENGINE.docker("logs", "attach1").out().contains("seen-42"));
        down("attach1");
    }

    @Test
    public void attachedClientSeesWhatComes() throws IOException, InterruptedException {
        ENGINE.docker("run", "-di", "--name", "attach2", "busybox", "cat").exits(0);
        Process attach = ENGINE.dockerStart("attach", "--sig-proxy=false", "attach2");
        try (OutputStream in = attach.getOutputStream()) {
            in.write("hello\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
            BufferedReader out = new BufferedReader(new InputStreamReader(attach.getInputStream(), StandardCharsets.UTF_8));
            assertEquals("hello", out.readLine());
        }
        attach.destroyForcibly();
        assertTrue(attach.waitFor(30, TimeUnit.SECONDS));
        down("attach2");
    }

    @Test
    public void topStatsPortDiffAndInspect() {
        up("top1", "echo x > /new; rm /etc/group; sleep 300");
        Await.until("it changed its files", () -> ENGINE.docker("diff", "top1").out().contains("D /etc/group"));
        assertEquals("A /new\nC /etc\nD /etc/group", ENGINE.docker("diff", "top1").text().lines().sorted().reduce((a, b) -> a + "\n" + b).orElse(""));
        assertTrue(ENGINE.docker("top", "top1").text().contains("sleep 300"));
        assertTrue(ENGINE.docker("stats", "--no-stream", "top1").text().contains("top1"));
        down("top1");
    }

    @Test
    public void filesAreCopiedInAndOut() throws IOException {
        up("cp1", "sleep 300");
        Path in = folder.newFile("in.txt").toPath();
        Files.writeString(in, "content");
        ENGINE.docker("cp", in.toString(), "cp1:/root/in.txt").exits(0);
        assertEquals("content", ENGINE.docker("exec", "cp1", "cat", "/root/in.txt").text());
        ENGINE.docker("stop", "-t", "0", "cp1").exits(0);
        ENGINE.docker("cp", "cp1:/root/in.txt", folder.getRoot().toPath().resolve("out.txt").toString()).exits(0);
        assertEquals("content", Files.readString(folder.getRoot().toPath().resolve("out.txt")));
        String missing = ENGINE.docker("cp", "cp1:/nosuch", "-").exits(1).err();
        // the docker command 20.10 says it in its own words
        assertTrue(missing, missing.contains("Could not find the file /nosuch in container cp1") || missing.contains("No such container:path: cp1:/nosuch"));
        down("cp1");
    }

    @Test
    public void commitAndExport() throws IOException {
        up("commit1", "echo data > /f");
        ENGINE.docker("wait", "commit1").exits(0);
        ENGINE.docker("commit", "-c", "CMD [\"cat\",\"/f\"]", "commit1", "made:1").exits(0);
        assertEquals("data", ENGINE.docker("run", "--rm", "made:1").text());
        byte[] tar = ENGINE.docker("export", "commit1").exits(0).outBytes();
        assertEquals("data", new String(Command.run(java.util.Map.of(), tar, java.util.List.of("tar", "-xOf", "-", "f")).exits(0).outBytes(), StandardCharsets.UTF_8).strip());
        down("commit1");
        ENGINE.docker("rmi", "made:1").exits(0);
    }

    @Test
    public void restartPolicyTriesAsOftenAsItSays() {
        up("policy1", "echo once; exit 3", "--restart", "on-failure:2");
        Await.until("it gave up", () -> inspect("policy1", "{{.State.Status}} {{.RestartCount}}").equals("exited 2"));
        assertEquals("once\nonce\nonce", ENGINE.docker("logs", "policy1").text());
        down("policy1");
    }

    @Test
    public void eventsAreLive() throws IOException, InterruptedException {
        Process events = ENGINE.dockerStart("events", "--filter", "container=ev1", "--format", "{{.Action}}");
        BufferedReader lines = new BufferedReader(new InputStreamReader(events.getInputStream(), StandardCharsets.UTF_8));
        Await.until("the follower is counted", () -> ENGINE.docker("info", "-f", "{{.NEventsListener}}").text().equals("1"));
        ENGINE.docker("run", "--name", "ev1", "busybox", "true").exits(0);
        ENGINE.docker("rm", "ev1").exits(0);
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.append(line).append(' ');
            if (line.equals("destroy")) {
                break;
            }
        }
        assertEquals("create attach start die destroy ", seen.toString());
        events.destroy();
        assertTrue(events.waitFor(30, TimeUnit.SECONDS));
        Await.until("the follower is let go", () -> ENGINE.docker("info", "-f", "{{.NEventsListener}}").text().equals("0"));
    }

    @Test
    public void listShowsWhatRuns() {
        up("ps1", "sleep 300", "--label", "which=one");
        assertEquals("ps1", ENGINE.docker("ps", "--filter", "label=which=one", "--format", "{{.Names}}").text());
        ENGINE.docker("stop", "-t", "0", "ps1").exits(0);
        assertEquals("", ENGINE.docker("ps", "-q", "--filter", "label=which=one").text());
        assertEquals("ps1", ENGINE.docker("ps", "-a", "--filter", "label=which=one", "--format", "{{.Names}}").text());
        down("ps1");
    }
}
