package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Api;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Restart policies, their pauses, and who is told of an end; also over the engine's own end. What is expected is what dockerd 20.10 does with live-restore. */
public class RestartIT {
    private static final long LIMIT = 120_000;
    /** Ends with that code each time somebody makes {@code /go}. */
    private static final String LEAVE = "while [ ! -e /go ]; do usleep 20000; done; rm /go; exit ";
    private static final long MILLI = 1_000_000;
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String run(String name, String policy, String script) {
        return ENGINE.docker("run", "-d", "--name", name, "--restart", policy, "busybox", "sh", "-c", script).text();
    }

    private static String inspect(String name, String format) {
        return ENGINE.docker("inspect", "-f", format, name).text();
    }

    /** Status, exit code and count of restarts of each, by name. */
    private static Map<String, String> states(List<String> names) {
        List<String> args = new ArrayList<>(List.of("inspect", "-f", "{{.Name}} {{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}"));
        args.addAll(names);
        return ENGINE.docker(args.toArray(String[]::new)).out().lines()
                .collect(Collectors.toMap(l -> l.substring(1, l.indexOf(' ')), l -> l.substring(l.indexOf(' ') + 1), (a, b) -> a, TreeMap::new));
    }

    private static void remove(List<String> names) {
        List<String> args = new ArrayList<>(List.of("rm", "-f"));
        args.addAll(names);
        ENGINE.docker(args.toArray(String[]::new)).exits(0);
    }

    /** Lets a container go while there is no engine. */
    private static void letGo(String pid) {
        Command.run("touch", "/proc/" + pid + "/root/go").exits(0);
        Await.until("it has left", () -> !Files.exists(Path.of("/proc", pid)));
    }

    @Test(timeout = LIMIT)
    public void policiesOverAStopOfTheEngine() {
        overTheEnginesEnd(ENGINE::stop);
    }

    @Test(timeout = LIMIT)
    public void policiesOverAKillOfTheEngine() {
        overTheEnginesEnd(ENGINE::kill);
    }

    private void overTheEnginesEnd(Runnable down) {
        Map<String, String> expected = new TreeMap<>(Map.of(
                "leaves-no", "exited 3 0", "leaves-on-failure", "running 0 1", "succeeds-on-failure", "exited 0 0", "leaves-always", "running 0 1", "leaves-unless-stopped", "running 0 1",
                "stopped-no", "exited 137 0", "stopped-always", "running 0 0", "stopped-unless-stopped", "exited 137 0", "stopped-updated", "running 0 0", "stays", "running 0 0"));
        List<String> names = List.copyOf(expected.keySet());
        for (String name : names) {
            String policy = name.substring(name.indexOf('-') + 1);
            run(name, policy.equals("on-failure") ? "on-failure:2" : List.of("stays", "updated").contains(policy) ? "no" : policy, LEAVE + (name.startsWith("succeeds") ? 0 : 3));
        }
        ENGINE.docker("run", "-d", "--rm", "--name", "auto-leaves", "busybox", "sh", "-c", LEAVE + 3).exits(0);
        ENGINE.docker("run", "-d", "--rm", "--name", "auto-stays", "busybox", "sleep", "1000").exits(0);
        ENGINE.docker("create", "--rm", "--name", "auto-created", "busybox", "true").exits(0);
        ENGINE.docker("stop", "-t", "0", "stopped-no", "stopped-always", "stopped-unless-stopped", "stopped-updated").exits(0);
        ENGINE.docker("update", "--restart", "always", "stopped-updated").exits(0);
        assertEquals("exited 137 0", states(List.of("stopped-updated")).get("stopped-updated"));
        String stays = inspect("stays", "{{.State.Pid}}");
        String autoStays = inspect("auto-stays", "{{.State.Pid}}");
        List<String> leaving = ENGINE.docker("inspect", "-f", "{{.State.Pid}}", "leaves-no", "leaves-on-failure", "succeeds-on-failure", "leaves-always", "leaves-unless-stopped", "auto-leaves")
                .text().lines().toList();
        down.run();
        leaving.forEach(RestartIT::letGo);
        ENGINE.start();
        Map<?, ?>[] seen = new Map<?, ?>[1];
        Await.until(() -> "states are " + expected + " and not " + seen[0], () -> (seen[0] = states(names)).equals(expected));
        assertEquals(stays, inspect("stays", "{{.State.Pid}}"));
        assertEquals(autoStays, inspect("auto-stays", "{{.State.Pid}}"));
        Await.until("the one that removes itself is gone", () -> ENGINE.docker("inspect", "auto-leaves").exit() == 1);
        // dockerd removes these two, too, even while they run; here an engine may be replaced between a client's create and its start
        ENGINE.docker("start", "-a", "auto-created").exits(0);
        ENGINE.docker("stop", "-t", "0", "auto-stays").exits(0);
        Await.until("the other one is gone, too", () -> ENGINE.docker("inspect", "auto-stays").exit() == 1);
        remove(names);
    }

    /** Events of one container since a time: the nanosecond and the action of each. */
    private static List<String> events(String since, String name) {
        return ENGINE.docker("events", "--since", since, "--until", now(), "--filter", "type=container", "--filter", "container=" + name, "--format", "{{.TimeNano}} {{.Action}}")
                .text().lines().toList();
    }

    private static String now() {
        return Command.run("date", "+%s.%N").text();
    }

    /** How long each pause between an end and the next start was, in milliseconds. */
    private static List<Long> pauses(List<String> events) {
        List<Long> pauses = new ArrayList<>();
        long end = 0;
        for (String event : events) {
            long time = Long.parseLong(event.substring(0, event.indexOf(' ')));
            if (event.endsWith(" die")) {
                end = time;
            } else if (event.endsWith(" start") && end != 0) {
                pauses.add((time - end) / MILLI);
            }
        }
        return pauses;
    }

    /** The fifth run lasts for longer than ten seconds: the pause after it is the shortest again. */
    @Test(timeout = LIMIT)
    public void pausesDoubleAndBeginAnewAfterASteadyRun() {
        String since = now();
        run("pauses", "always", "echo >> /n; [ $(wc -l < /n) = 5 ] && sleep 10.3; [ $(wc -l < /n) -lt 6 ] && exit 1; sleep 1000");
        Await.until("it runs for the sixth time", () -> inspect("pauses", "{{.RestartCount}} {{.State.Running}} {{.State.Restarting}}").equals("5 true false"));
        Await.until("the event of that start is told", () -> pauses(events(since, "pauses")).size() >= 5); // a moment after the state is seen
        List<Long> pauses = pauses(events(since, "pauses"));
        assertEquals(pauses.toString(), 5, pauses.size());
        for (int i = 0; i < 4; i++) {
            assertTrue(pauses.toString(), pauses.get(i) >= 99L << i); // the time of an end is that of its record
        }
        assertTrue(pauses.toString(), pauses.get(4) >= 99 && pauses.get(4) < 1600);
        ENGINE.docker("restart", "-t", "0", "pauses").exits(0);
        assertEquals("0", inspect("pauses", "{{.RestartCount}}"));
        remove(List.of("pauses"));
    }

    /** Waits until a container that fails each time is in one of the longer pauses. */
    private static void awaitPause(String name) {
        Await.until(name + " pauses", () -> inspect(name, "{{.State.Status}}").equals("restarting") && Integer.parseInt(inspect(name, "{{.RestartCount}}")) >= 4);
    }

    /** Each of them fails at once; what is done to one in its pause must hold while the others go on. */
    @Test(timeout = LIMIT)
    public void whatIsAskedInAPause() throws Exception {
        String since = now();
        List<String> names = List.of("goes-on", "is-stopped", "is-killed", "is-updated", "is-started");
        names.forEach(name -> run(name, "always", "exit 3"));
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            awaitPause("is-stopped");
            Future<String> waits = threads.submit(() -> await("is-stopped", ""));
            ENGINE.docker("stop", "is-stopped").exits(0);
            assertEquals("{\"StatusCode\":3,\"Error\":null}", sorted(waits.get()));
            awaitPause("is-killed");
            ENGINE.docker("kill", "is-killed").exits(0);
            awaitPause("is-updated");
            ENGINE.docker("update", "--restart", "no", "is-updated").exits(0); // it has its next run, and no more
            awaitPause("is-started");
            assertEquals(304, status("POST", "/containers/is-started/start"));
            int stopped = events(since, "is-stopped").size();
            int killed = events(since, "is-killed").size();
            int restarts = Integer.parseInt(inspect("goes-on", "{{.RestartCount}}"));
            Await.until("the one that goes on has started twice more", () -> Integer.parseInt(inspect("goes-on", "{{.RestartCount}}")) >= restarts + 2);
            assertEquals(stopped, events(since, "is-stopped").size());
            assertTrue(events(since, "is-stopped").get(stopped - 1).endsWith(" stop"));
            assertEquals(killed, events(since, "is-killed").size());
            assertEquals("exited 3", inspect("is-stopped", "{{.State.Status}} {{.State.ExitCode}}"));
            assertEquals("exited 3", inspect("is-updated", "{{.State.Status}} {{.State.ExitCode}}"));
        } finally {
            threads.shutdownNow();
        }
        remove(names);
    }

    private static String await(String name, String condition) throws IOException {
        try (Api api = new Api(ENGINE.socket())) {
            return api.call("POST", "/containers/" + name + "/wait?condition=" + condition, "").body().strip();
        }
    }

    /** The members in the order in which dockerd's clients show them. */
    private static String sorted(String waited) {
        return waited.replaceAll("\\{\"Error\":(.*),\"StatusCode\":(\\d+)}", "{\"StatusCode\":$2,\"Error\":$1}");
    }

    private static int status(String method, String path) throws IOException {
        try (Api api = new Api(ENGINE.socket())) {
            return api.call(method, path, "").status();
        }
    }

    @Test(timeout = LIMIT)
    public void eachConditionOfWaiting() throws Exception {
        ENGINE.docker("create", "--name", "waited", "busybox", "sh", "-c", "[ -e /again ] && exit 5; touch /again; " + LEAVE + 4).exits(0);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            assertEquals("0", ENGINE.docker("wait", "waited").text()); // never started: at once
            Future<String> next = threads.submit(() -> await("waited", "next-exit"));
            Future<String> removed = threads.submit(() -> await("waited", "removed"));
            ENGINE.docker("start", "waited").exits(0);
            Future<String> stops = threads.submit(() -> await("waited", "not-running"));
            assertFalse(next.isDone() || removed.isDone() || stops.isDone());
            letGo(inspect("waited", "{{.State.Pid}}"));
            assertTrue(stops.get(), stops.get().contains("\"StatusCode\":4"));
            assertTrue(next.get(), next.get().contains("\"StatusCode\":4"));
            assertEquals("4", ENGINE.docker("wait", "waited").text());
            Future<String> second = threads.submit(() -> await("waited", "next-exit"));
            Await.until("somebody waits for another end", () -> ENGINE.docker("start", "waited").exit() == 0 && inspect("waited", "{{.State.ExitCode}}").equals("5") && second.isDone());
            assertTrue(second.get(), second.get().contains("\"StatusCode\":5"));
            assertFalse(removed.isDone());
            ENGINE.docker("rm", "waited").exits(0);
            assertTrue(removed.get(), removed.get().contains("\"StatusCode\":5"));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test(timeout = LIMIT)
    public void policiesOfRunningContainersChange() {
        run("to-no", "always", LEAVE + 3);
        run("to-more", "on-failure:1", "exit 3");
        run("to-always", "no", LEAVE + 0);
        Await.until("it gave up", () -> states(List.of("to-more")).get("to-more").equals("exited 3 1"));
        ENGINE.docker("update", "--restart", "no", "to-no").exits(0);
        ENGINE.docker("update", "--restart", "on-failure:3", "to-more").exits(0);
        ENGINE.docker("update", "--restart", "always", "to-always").exits(0);
        letGo(inspect("to-no", "{{.State.Pid}}"));
        letGo(inspect("to-always", "{{.State.Pid}}"));
        ENGINE.docker("start", "to-more").exits(0);
        Map<String, String> expected = Map.of("to-no", "exited 3 0", "to-more", "exited 3 3", "to-always", "running 0 1");
        Await.until("they follow", () -> states(List.copyOf(expected.keySet())).equals(new TreeMap<>(expected)));
        remove(List.copyOf(expected.keySet()));
    }

    @Test(timeout = LIMIT)
    public void aRestartIsToldInAllItsParts() {
        String since = now();
        ENGINE.docker("run", "-d", "--name", "told", "busybox", "sh", "-c", "trap 'exit 3' TERM; touch /ready; while true; do usleep 20000; done").exits(0);
        Await.until("the trap is set", () -> ENGINE.docker("exec", "told", "test", "-e", "/ready").exit() == 0);
        ENGINE.docker("restart", "told").exits(0);
        List<String> actions = events(since, "told").stream().map(e -> e.substring(e.indexOf(' ') + 1)).filter(a -> !a.startsWith("exec_")).toList();
        assertEquals(List.of("create", "start", "kill", "die", "stop", "start", "restart"), actions);
        remove(List.of("told"));
    }
}
