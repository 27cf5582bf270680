package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Busybox;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Limit;

/** Health checks: where they come from, how they are judged, and that nothing of them stays. */
public class HealthIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final Timeout limit = Limit.ofSeconds(120);

    /** A container that does nothing, with options for its health check. */
    private static void run(String name, String image, String... options) {
        List<String> args = new ArrayList<>(List.of("run", "-d", "--name", name));
        args.addAll(List.of(options));
        args.addAll(List.of(image, "sleep", "1000"));
        ENGINE.docker(args.toArray(String[]::new)).exits(0);
    }

    private static String inspect(String name, String format) {
        return ENGINE.docker("inspect", "-f", format, name).text();
    }

    private static String status(String name) {
        return inspect(name, "{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}");
    }

    private static void awaitStatus(String name, String wanted) {
        Await.until(() -> name + " is " + wanted + ": " + inspect(name, "{{json .State.Health}}"), () -> status(name).equals(wanted));
    }

    /** The codes of all results that are kept. */
    private static List<String> codes(String name) {
        return inspect(name, "{{range .State.Health.Log}}{{.ExitCode}} {{end}}").lines().flatMap(l -> List.of(l.split(" ")).stream()).toList();
    }

    /** The commands that run inside, but for the first. */
    private static List<String> others(String name) {
        return ENGINE.docker("top", name, "-o", "pid,args").text().lines().skip(2).map(l -> l.strip().replaceFirst("\\d+\\s+", "")).toList();
    }

    private static void make(String name, String file) {
        Command.run("touch", "/proc/" + inspect(name, "{{.State.Pid}}") + "/root" + file).exits(0);
    }

    private static void unmake(String name, String file) {
        Command.run("rm", "-f", "/proc/" + inspect(name, "{{.State.Pid}}") + "/root" + file).exits(0);
    }

    private static String now() {
        return Command.run("date", "+%s.%N").text();
    }

    private static List<String> actions(String since, String name) {
        return ENGINE.docker("events", "--since", since, "--until", now(), "--filter", "type=container", "--filter", "container=" + name, "--format",
                "{{.Action}}{{if .Actor.Attributes.exitCode}} {{.Actor.Attributes.exitCode}}{{end}}").text().lines().toList();
    }

    @Test
    public void theImagesCheckIsInheritedChangedAndSwitchedOff() {
        ENGINE.docker("create", "--name", "base", "busybox", "true").exits(0);
        ENGINE.docker("commit", "-c", "HEALTHCHECK --interval=200ms --timeout=10s --retries=2 CMD [\"test\", \"-e\", \"/well\"]", "base", "committed").exits(0);
        ENGINE.docker(Busybox.tar(), "import", "-c", "HEALTHCHECK --interval=200ms CMD echo $0 $A; test -e /well", "-", "imported").exits(0);
        run("inherits", "committed");
        run("imports", "imported", "-e", "A=b");
        run("changes", "committed", "--health-cmd", "true", "--health-retries", "9");
        run("none", "committed", "--no-healthcheck");
        assertEquals("[\"CMD\",\"test\",\"-e\",\"/well\"] 200ms 10s 2", inspect("inherits", "{{json .Config.Healthcheck.Test}} {{.Config.Healthcheck.Interval}} {{.Config.Healthcheck.Timeout}} {{.Config.Healthcheck.Retries}}"));
        assertEquals("[\"CMD-SHELL\",\"true\"] 200ms 9", inspect("changes", "{{json .Config.Healthcheck.Test}} {{.Config.Healthcheck.Interval}} {{.Config.Healthcheck.Retries}}"));
        assertEquals("[\"NONE\"]", inspect("none", "{{json .Config.Healthcheck.Test}}"));
        awaitStatus("inherits", "unhealthy");
        make("inherits", "/well");
        make("imports", "/well");
        awaitStatus("inherits", "healthy");
        awaitStatus("imports", "healthy");
        awaitStatus("changes", "healthy");
        assertEquals("none", status("none"));
        assertTrue(inspect("imports", "{{json .State.Health.Log}}").contains("\"Output\":\"/bin/sh b\\n\""));
        assertEquals("changes imports inherits", ENGINE.docker("ps", "--filter", "health=healthy", "--format", "{{.Names}}").text().lines().sorted().collect(Collectors.joining(" ")));
        ENGINE.docker("rm", "-f", "base", "inherits", "imports", "changes", "none").exits(0);
        ENGINE.docker("rmi", "committed", "imported").exits(0);
    }

    @Test
    public void retriesCountAndFiveResultsAreKept() {
        String since = now();
        String probe = "until [ -e /seen ]; do usleep 20000; done; test ! -e /ill";
        run("counts", "busybox", "--health-cmd", probe, "--health-interval", "100ms", "--health-retries", "3");
        assertEquals("starting", status("counts"));
        make("counts", "/seen");
        awaitStatus("counts", "healthy");
        Await.until("five are kept", () -> codes("counts").size() == 5);
        make("counts", "/ill");
        Await.until("it fails", () -> codes("counts").contains("1"));
        awaitStatus("counts", "unhealthy");
        assertTrue(Integer.parseInt(inspect("counts", "{{.State.Health.FailingStreak}}")) >= 3);
        Await.until("all that is kept has failed", () -> codes("counts").equals(List.of("1", "1", "1", "1", "1")));
        unmake("counts", "/ill");
        awaitStatus("counts", "healthy");
        assertEquals("0", inspect("counts", "{{.State.Health.FailingStreak}}"));
        ENGINE.docker("stop", "-t", "0", "counts").exits(0);
        List<String> actions = actions(since, "counts");
        assertEquals(List.of("health_status: healthy", "health_status: unhealthy", "health_status: healthy"), actions.stream().filter(a -> a.startsWith("health")).toList());
        int first = actions.indexOf("health_status: healthy");
        assertEquals(List.of("exec_create: /bin/sh -c " + probe, "exec_start: /bin/sh -c " + probe, "exec_die 0"), actions.subList(first - 3, first));
        int ill = actions.indexOf("health_status: unhealthy");
        assertEquals("exec_die 1", actions.get(ill - 1));
        assertEquals(3, actions.subList(0, ill).stream().filter("exec_die 1"::equals).count());
        assertEquals("unhealthy", status("counts")); // nobody looks any more
        int probes = actions.size();
        run("clock", "busybox", "--health-cmd", "true", "--health-interval", "100ms");
        Await.until("others go on", () -> codes("clock").size() == 5);
        assertEquals(probes, actions(since, "counts").size());
        ENGINE.docker("rm", "-f", "counts", "clock").exits(0);
    }

    @Test
    public void failuresOfTheStartPeriodDoNotCount() {
        run("slow", "busybox", "--health-cmd", "false", "--health-interval", "100ms", "--health-retries", "2", "--health-start-period", "1500ms");
        run("quick", "busybox", "--health-cmd", "test -e /well", "--health-interval", "100ms", "--health-retries", "2", "--health-start-period", "1h");
        Await.until("it failed more often than the retries", () -> codes("quick").size() == 5);
        assertEquals("starting 0", inspect("quick", "{{.State.Health.Status}} {{.State.Health.FailingStreak}}"));
        make("quick", "/well");
        awaitStatus("quick", "healthy");
        unmake("quick", "/well");
        awaitStatus("quick", "unhealthy"); // the period ends with the first success
        awaitStatus("slow", "unhealthy");
        ENGINE.docker("rm", "-f", "slow", "quick").exits(0);
    }

    /** The first probe of each hangs in its own way; later ones succeed. One after another: their events would fill the ring of a slow machine. */
    @Test
    public void aProbeIsKilledWithAllThatItStarted() {
        List<String> ways = List.of("sleep 701 & sleep 702", "setsid sleep 703 & (sleep 704 &); sleep 705", "trap '' TERM; sleep 706; sleep 707", "exec >/dev/null 2>&1; sleep 708",
                "setsid sh -c 'sleep 709 & sleep 710' & sleep 711");
        for (int i = 0; i < ways.size(); i++) {
            String name = "hangs" + i;
            String since = now();
            run(name, "busybox", "--health-cmd", "[ -e /once ] && exit 0; touch /once; " + ways.get(i), "--health-interval", "200ms", "--health-timeout", "1500ms", "--health-retries", "1");
            awaitStatus(name, "healthy");
            assertEquals(ways.get(i), 1, actions(since, name).stream().filter("exec_die 137"::equals).count());
            assertEquals(ways.get(i), List.of(), others(name).stream().filter(c -> c.startsWith("sleep 7") || c.contains("sleep 7")).toList());
            ENGINE.docker("rm", "-f", name).exits(0);
        }
        run("hangs", "busybox", "--health-cmd", "sleep 700", "--health-interval", "200ms", "--health-timeout", "700ms", "--health-retries", "1");
        awaitStatus("hangs", "unhealthy");
        assertEquals("-1 Health check exceeded timeout (700ms)", inspect("hangs", "{{with index .State.Health.Log 0}}{{.ExitCode}} {{.Output}}{{end}}"));
        ENGINE.docker("rm", "-f", "hangs").exits(0);
    }

    /** As with dockerd, what a probe leaves that ends by itself is the container's; but groups of its own do not pile up. */
    @Test
    public void whatASuccessfulProbeLeavesStays() {
        run("leaves", "busybox", "--health-cmd", "[ -e /once ] || { touch /once; setsid sleep 720 >/dev/null 2>&1 & }; true", "--health-interval", "100ms");
        awaitStatus("leaves", "healthy");
        Await.until("it was looked at often", () -> codes("leaves").size() == 5);
        assertTrue(others("leaves").contains("sleep 720"));
        ENGINE.docker("pause", "leaves").exits(0); // no probe begins
        String id = inspect("leaves", "{{.Id}}");
        Await.until("no group of a probe is left", () -> Command.run("find", "/sys/fs/cgroup", "-mindepth", "2", "-type", "d", "-path", "*" + id + "/*").out().isEmpty());
        ENGINE.docker("rm", "-f", "leaves").exits(0);
    }

    @Test
    public void nothingIsLookedAtWhileItIsPaused() {
        run("pauses", "busybox", "--health-cmd", "[ -e /hang ] && sleep 730; true", "--health-interval", "100ms", "--health-timeout", "1h");
        awaitStatus("pauses", "healthy");
        make("pauses", "/hang");
        Await.until("a probe hangs", () -> others("pauses").contains("sleep 730"));
        ENGINE.docker("pause", "pauses").exits(0);
        assertEquals("unhealthy", status("pauses"));
        assertEquals("the probe is ended, and not frozen", List.of(), others("pauses"));
        unmake("pauses", "/hang");
        ENGINE.docker("unpause", "pauses").exits(0);
        awaitStatus("pauses", "healthy");
        ENGINE.docker("rm", "-f", "pauses").exits(0);
    }

    @Test
    public void anotherEngineGoesOn() {
        run("goes-on", "busybox", "--health-cmd", "[ -e /hang ] && sleep 740; test ! -e /ill", "--health-interval", "100ms", "--health-timeout", "1h", "--health-retries", "1");
        awaitStatus("goes-on", "healthy");
        make("goes-on", "/ill");
        awaitStatus("goes-on", "unhealthy");
        make("goes-on", "/hang");
        Await.until("a probe hangs", () -> others("goes-on").contains("sleep 740"));
        String root = "/proc/" + inspect("goes-on", "{{.State.Pid}}") + "/root";
        ENGINE.kill();
        Command.run("rm", root + "/hang", root + "/ill").exits(0);
        ENGINE.start();
        assertTrue("what was known is known", codes("goes-on").contains("0"));
        Await.until("the old probe is gone", () -> !others("goes-on").contains("sleep 740"));
        awaitStatus("goes-on", "healthy");
        ENGINE.stop();
        ENGINE.start();
        awaitStatus("goes-on", "healthy");
        ENGINE.docker("rm", "-f", "goes-on").exits(0);
    }
}
