package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Journald;
import org.servin.itests.harness.Limit;

/** The log driver {@code journald} with the real one, whose files are read by {@code journalctl -D} and by {@code docker logs}. */
public class JournaldIT {
    private static final Journald JOURNALD = new Journald();
    private static final Engine ENGINE = JOURNALD.seenBy(new Engine());

    @ClassRule
    public static final RuleChain BOTH = RuleChain.outerRule(JOURNALD).around(ENGINE);

    /** Maven's profile {@code long} has a million. */
    private static final int MANY = Integer.getInteger("servin.itests.journald", 200_000);

    @Rule
    public final Timeout limit = Limit.ofSeconds(180 + MANY / 1000);

    private static String run(String script) {
        return ENGINE.docker("run", "-d", "--log-driver", "journald", "busybox", "sh", "-c", script).exits(0).text();
    }

    /** One that writes a thousand numbers at a time, many times a second, until it is told to end. */
    private static String runUntilTold() {
        return run("i=0; until [ -e /told ]; do seq $((i * 1000 + 1)) $((i * 1000 + 1000)); usleep 50000; i=$((i + 1)); done");
    }

    /** Tells it to, and gives the last number when that is in the log. */
    private static int tell(String id) {
        ENGINE.docker("exec", id, "touch", "/told").exits(0);
        assertEquals("0", end(id));
        int last = last(id);
        while (isWaiting(id) || last % 1000 != 0) { // a busy machine may take longer for all than is waited for at once
            int before = last;
            Await.until("the log gets on", () -> last(id) > before || !isWaiting(id) && last(id) % 1000 == 0);
            last = last(id);
        }
        return last;
    }

    private static boolean isWaiting(String id) {
        try {
            return new ObjectMapper().readTree(ENGINE.docker("inspect", id).exits(0).out()).get(0).path("LogDelivery").findValues("WaitingBytes").stream().anyMatch(n -> n.asInt() > 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String end(String id) {
        return ENGINE.docker("wait", id).exits(0).text();
    }

    private static Command logs(String id, String... options) {
        List<String> args = new ArrayList<>(List.of("logs"));
        args.addAll(List.of(options));
        args.add(id);
        return ENGINE.docker(args.toArray(String[]::new)).exits(0);
    }

    private static void remove(String id) {
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    private static void mustBeOneTo(int last, List<String> lines) {
        for (int i = 0; i < Math.min(last, lines.size()); i++) {
            assertEquals(Integer.toString(i + 1), lines.get(i));
        }
        assertEquals(last, lines.size());
    }

    /** The last number in the log; more may have come since the end was looked for. */
    private static int last(String id) {
        String tail = logs(id, "--tail", "1").out().strip();
        return tail.isEmpty() ? 0 : Integer.parseInt(tail.substring(tail.lastIndexOf('\n') + 1));
    }

    /** Waits as long as the log gets on. */
    private static void awaitLast(String id, int wanted) {
        int[] last = {-1};
        while (last[0] != wanted) {
            int before = last[0];
            Await.until(() -> "something after " + before + " in the log", () -> (last[0] = last(id)) != before);
        }
    }

    @Test
    public void entriesHaveDockerdsFields() throws Exception {
        String id = ENGINE.docker("run", "-d", "--name", "fields", "--label", "team=a", "-e", "STAGE=test", "--log-driver", "journald", "--log-opt", "tag=t/{{.Name}}", "--log-opt", "labels=team",
                "--log-opt", "env-regex=^ST", "busybox", "sh", "-c", "echo one; usleep 50000; echo two >&2; usleep 50000; head -c 20000 /dev/zero | tr '\\0' x; echo; printf 'a\\000b\\n'").exits(0).text();
        end(id);
        Await.until("all is in the journal", () -> JOURNALD.journalctl("-o", "json", "CONTAINER_ID_FULL=" + id).out().lines().count() == 5);
        List<JsonNode> entries = new ArrayList<>();
        for (String line : JOURNALD.journalctl("-o", "json", "--all", "CONTAINER_ID_FULL=" + id).out().lines().toList()) {
            entries.add(new ObjectMapper().readTree(line));
        }
        JsonNode one = entries.get(0);
        assertEquals("one 6 " + id.substring(0, 12) + " fields t/fields t/fields busybox a test", String.join(" ", one.get("MESSAGE").asText(), one.get("PRIORITY").asText(), one.get("CONTAINER_ID").asText(),
                one.get("CONTAINER_NAME").asText(), one.get("CONTAINER_TAG").asText(), one.get("SYSLOG_IDENTIFIER").asText(), one.get("IMAGE_NAME").asText(), one.get("TEAM").asText(), one.get("STAGE").asText()));
        assertEquals("two 3", entries.get(1).get("MESSAGE").asText() + " " + entries.get(1).get("PRIORITY").asText());
        assertEquals("true 1 false", entries.get(2).get("CONTAINER_PARTIAL_MESSAGE").asText() + " " + entries.get(2).get("CONTAINER_PARTIAL_ORDINAL").asText() + " " + entries.get(2).get("CONTAINER_PARTIAL_LAST").asText());
        assertEquals("2 true", entries.get(3).get("CONTAINER_PARTIAL_ORDINAL").asText() + " " + entries.get(3).get("CONTAINER_PARTIAL_LAST").asText());
        assertEquals("[97,0,98]", entries.get(4).get("MESSAGE").toString());
        Command all = logs(id);
        assertEquals("one\n" + "x".repeat(20_000) + "\na\0b\n", all.out());
        assertEquals("two\n", all.err());
        assertTrue(logs(id, "--timestamps").out().startsWith(one.get("SYSLOG_TIMESTAMP").asText() + " one\n"));
        assertTrue(logs(id, "--details").out().startsWith("IMAGE_NAME=busybox,STAGE=test,TEAM=a one\n"));
        remove(id);
    }

    @Test
    public void readsTheEndAndWhatIsBetweenTimes() {
        String id = run("for i in 1 2 3 4 5 6; do echo $i; usleep 20000; done");
        end(id);
        awaitLast(id, 6);
        assertEquals("", logs(id, "--tail", "0").out());
        assertEquals("4\n5\n6\n", logs(id, "--tail", "3").out());
        assertEquals("1\n2\n3\n4\n5\n6\n", logs(id, "--tail", "100").out());
        List<String> times = logs(id, "--timestamps").out().lines().map(line -> line.substring(0, line.indexOf(' '))).toList();
        assertEquals("3\n4\n5\n6\n", logs(id, "--since", times.get(2)).out());
        assertEquals("1\n2\n3\n", logs(id, "--until", times.get(2)).out());
        assertEquals("2\n3\n4\n", logs(id, "--since", times.get(1), "--until", times.get(3)).out());
        remove(id);
    }

    @Test
    public void followersGetEveryLineOnceWhileFilesAreBegun() throws Exception {
        String id = run("i=0; while [ $i -lt 40 ]; do seq $((i * 500 + 1)) $((i * 500 + 500)); usleep 50000; i=$((i + 1)); done");
        Process follower = ENGINE.dockerStart("logs", "-f", id);
        List<String> lines = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(follower.getInputStream(), StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lines.add(line);
            if (lines.size() % 4000 == 0) {
                JOURNALD.signal("USR2");
            }
        }
        assertEquals(0, follower.waitFor());
        mustBeOneTo(20_000, lines);
        assertTrue(JOURNALD.files() + " files", JOURNALD.files() > 4);
        remove(id);
    }

    @Test
    public void manyLinesAreThereOnceAndInOrder() {
        long begun = System.nanoTime();
        String id = run("seq 1 " + MANY);
        awaitLast(id, MANY);
        long written = System.nanoTime();
        List<String> lines = logs(id).out().lines().toList();
        System.out.println("journald: " + MANY + " lines written in " + (written - begun) / 1_000_000 + " ms, read in " + (System.nanoTime() - written) / 1_000_000 + " ms");
        mustBeOneTo(MANY, lines);
        mustBeOneTo(MANY, JOURNALD.journalctl("-o", "cat", "CONTAINER_ID_FULL=" + id).exits(0).out().lines().toList());
        remove(id);
    }

    @Test
    public void journaldIsKilledAndStartedWhileAContainerWrites() {
        String id = runUntilTold();
        for (int i = 0; i < 3; i++) {
            int before = last(id);
            Await.until("the log gets on", () -> last(id) > before);
            JOURNALD.kill();
            JOURNALD.start();
        }
        int last = tell(id);
        mustBeOneTo(last, logs(id).out().lines().toList());
        remove(id);
    }

    @Test
    public void theEngineIsKilledAndStartedWhileAContainerWrites() {
        String id = runUntilTold();
        for (int i = 0; i < 2; i++) {
            int before = last(id);
            Await.until("the log gets on", () -> last(id) > before);
            ENGINE.kill();
            ENGINE.start();
        }
        int last = tell(id);
        mustBeOneTo(last, logs(id).out().lines().toList());
        mustBeOneTo(last, JOURNALD.journalctl("-o", "cat", "CONTAINER_ID_FULL=" + id).exits(0).out().lines().toList());
        remove(id);
    }

    /** One that lives and reads nothing. */
    @Test
    public void aJournaldThatHangsHoldsUpNobodyElse() {
        JOURNALD.signal("STOP");
        String id;
        try {
            id = run("seq 1 20000");
            assertEquals("0", end(id));
            assertEquals("here\n", ENGINE.docker("run", "--name", "other", "busybox", "echo", "here").exits(0).out());
            assertEquals("here\n", logs("other").out());
        } finally {
            JOURNALD.signal("CONT");
        }
        awaitLast(id, 20_000);
        mustBeOneTo(20_000, logs(id).out().lines().toList());
        remove(id);
        remove("other");
    }

    /** As at dockerd, and in its words. */
    @Test
    public void refusesOptionsInDockerdsWords() {
        Command refused = ENGINE.docker("create", "--log-driver", "journald", "--log-opt", "max-size=1k", "busybox", "true").exits(1);
        assertTrue(refused.err(), refused.err().contains("Error response from daemon: unknown log opt 'max-size' for journald log driver"));
    }
}
