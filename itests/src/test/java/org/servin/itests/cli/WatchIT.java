package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** What users ask about containers: events, logs, figures, ports; by every filter, and to the letter. */
public class WatchIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String now() {
        return Command.run("date", "+%s.%N").text();
    }

    private static void run(String name, String... more) {
        String[] args = new String[more.length + 4];
        System.arraycopy(new String[] {"run", "-d", "--name", name}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        ENGINE.docker(args).exits(0);
    }

    private static String sorted(String lines) {
        return lines.lines().sorted().collect(Collectors.joining("\n"));
    }

    @Test
    public void eventsByTimeAndFilter() {
        String since = now();
        ENGINE.docker("run", "--name", "ev1", "--label", "which=ev", "busybox", "sh", "-c", "exit 3").exits(3);
        ENGINE.docker("run", "--name", "ev2", "busybox", "true").exits(0);
        ENGINE.docker("volume", "create", "evvol").exits(0);
        String until = now();
        ENGINE.docker("rm", "ev1").exits(0);
        ENGINE.docker("rm", "ev2").exits(0);
        ENGINE.docker("volume", "rm", "evvol").exits(0);
        assertEquals("create ev1,attach ev1,start ev1,die ev1", events(since, until, "container=ev1", "type=container"));
        assertEquals("die ev1,die ev2", events(since, until, "event=die"));
        assertEquals("start ev1", events(since, until, "label=which=ev", "event=start"));
        assertEquals("connect bridge,disconnect bridge,connect bridge,disconnect bridge", events(since, until, "type=network"));
        assertEquals("create ", events(since, until, "type=volume").replace("<no value>", ""));
        assertEquals("", events(since, until, "event=destroy"));
        assertEquals("destroy ev1,destroy ev2", events(until, now(), "event=destroy", "type=container"));
        assertEquals("3", ENGINE.docker("events", "--since", since, "--until", until, "--filter", "event=die", "--filter", "container=ev1", "--format", "{{.Actor.Attributes.exitCode}}").text());
    }

    private static String events(String since, String until, String... filters) {
        String[] args = new String[7 + 2 * filters.length];
        System.arraycopy(new String[] {"events", "--since", since, "--until", until, "--format", "{{.Action}} {{.Actor.Attributes.name}}"}, 0, args, 0, 7);
        for (int i = 0; i < filters.length; i++) {
            args[7 + 2 * i] = "--filter";
            args[8 + 2 * i] = filters[i];
        }
        return ENGINE.docker(args).exits(0).out().lines().collect(Collectors.joining(","));
    }

    @Test
    public void logsByTimeTailAndDetails() {
        run("logs1", "--label", "which=one", "--log-opt", "labels=which", "busybox", "sh", "-c", "for i in 1 2 3 4 5; do echo line $i; usleep 30000; done");
        ENGINE.docker("wait", "logs1").exits(0);
        List<String> times = ENGINE.docker("logs", "-t", "logs1").text().lines().map(l -> l.split(" ")[0]).toList();
        assertEquals(5, times.size());
        assertEquals("line 2\nline 3\nline 4", ENGINE.docker("logs", "--since", times.get(1), "--until", times.get(3), "logs1").text());
        assertEquals("line 4\nline 5", ENGINE.docker("logs", "--since", times.get(1), "--tail", "2", "logs1").text());
        assertEquals(times.get(4) + " line 5", ENGINE.docker("logs", "-t", "--tail", "1", "logs1").text());
        assertEquals("", ENGINE.docker("logs", "--tail", "0", "logs1").text());
        assertEquals("which=one line 5", ENGINE.docker("logs", "--details", "--tail", "1", "logs1").text());
        assertEquals(times.get(4) + " which=one line 5", ENGINE.docker("logs", "-t", "--details", "--tail", "1", "logs1").text());
        assertEquals("", ENGINE.docker("logs", "--since", "1m", "--until", "30s", "logs1").text());
        ENGINE.docker("rm", "logs1").exits(0);
    }

    @Test
    public void portsOfBothProtocolsAndRanges() {
        run("ports1", "-p", "127.0.0.1:9100-9102:9100-9102", "-p", "127.0.0.1:9200:53/tcp", "-p", "127.0.0.1:9200:53/udp", "busybox", "sleep", "300");
        assertEquals("53/tcp -> 127.0.0.1:9200\n53/udp -> 127.0.0.1:9200\n9100/tcp -> 127.0.0.1:9100\n9101/tcp -> 127.0.0.1:9101\n9102/tcp -> 127.0.0.1:9102",
                sorted(ENGINE.docker("port", "ports1").text()));
        assertEquals("127.0.0.1:9200", ENGINE.docker("port", "ports1", "53/udp").text());
        run("ports2", "-p", "127.0.0.1:9102-9105:80", "busybox", "sleep", "300");
        assertEquals("the first that is free", "127.0.0.1:9103", ENGINE.docker("port", "ports2", "80").text());
        assertEquals(1, ENGINE.docker("port", "ports2", "81").exit());
        ENGINE.docker("rm", "-f", "ports1", "ports2").exits(0);
    }

    @Test
    public void stopSendsTheSignalOfTheContainer() {
        run("signal1", "--stop-signal", "USR1", "busybox", "sh", "-c", "trap 'exit 7' USR1; trap 'exit 8' TERM; touch /ready; while true; do usleep 20000; done");
        Await.until("the traps are set", () -> ENGINE.docker("exec", "signal1", "test", "-e", "/ready").exit() == 0);
        ENGINE.docker("stop", "signal1").exits(0);
        assertEquals("7 USR1", ENGINE.docker("inspect", "-f", "{{.State.ExitCode}} {{.Config.StopSignal}}", "signal1").text());
        ENGINE.docker("rm", "signal1").exits(0);
    }

    @Test
    public void figuresAreTrue() {
        run("figures1", "-m", "64m", "-v", "figvol:/v", "busybox", "sh", "-c", "head -c 3000000 /dev/zero > /big; head -c 1000000 /dev/zero > /v/f; touch /ready; exec sleep 300");
        Await.until("it has written", () -> ENGINE.docker("exec", "figures1", "test", "-e", "/ready").exit() == 0);
        String[] stats = ENGINE.docker("stats", "--no-stream", "--format", "{{.Name}}|{{.PIDs}}|{{.MemUsage}}", "figures1").text().split("\\|");
        assertEquals("figures1 1", stats[0] + " " + stats[1]);
        assertTrue(stats[2], stats[2].endsWith(" / 64MiB"));
        String pid = ENGINE.docker("inspect", "-f", "{{.State.Pid}}", "figures1").text();
        assertEquals(List.of("PID", "COMMAND", pid, "sleep 300"), Arrays.asList(ENGINE.docker("top", "figures1", "-o", "pid,args").text().split("\\s{2,}|\\n")).stream().map(String::strip).toList());
        String df = ENGINE.docker("system", "df", "--format", "{{.Type}} {{.TotalCount}} {{.Active}} {{.Size}}").text();
        assertTrue(df, df.contains("Containers 1 1 3MB"));
        assertTrue(df, df.contains("Local Volumes 1 1 1MB"));
        assertTrue(df, df.contains("Images 2 1 "));
        ENGINE.docker("rm", "-f", "figures1").exits(0);
        ENGINE.docker("volume", "rm", "figvol").exits(0);
    }
}
