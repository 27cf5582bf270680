package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Containers whose log is kept by the driver {@code local}. */
public class LocalLogIT {
    private static final long LIMIT = 120_000;
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String run(String script, String... options) {
        String[] all = Stream.of(Stream.of("run", "-d", "--log-driver", "local"), Stream.of(options), Stream.of("busybox", "sh", "-c", script)).flatMap(part -> part).toArray(String[]::new);
        return ENGINE.docker(all).exits(0).text();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    private static List<String> logs(String... args) {
        return ENGINE.docker(Stream.concat(Stream.of("logs"), Stream.of(args)).toArray(String[]::new)).exits(0).out().lines().toList();
    }

    private static Path files(String id) {
        return ENGINE.root().resolve("containers").resolve(id).resolve("local-logs");
    }

    private static List<String> names(String id) throws IOException {
        try (Stream<Path> names = Files.list(files(id))) {
            return names.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test(timeout = LIMIT)
    public void allWaysToAskForLogs() throws Exception {
        String id = run("for i in 1 2 3 4 5; do echo $i; usleep 50000; done; echo wrong >&2; printf 'a\\0b\\n\\377\\nno end'");
        Process follower = ENGINE.dockerStart("logs", "-f", id);
        ENGINE.docker("wait", id).exits(0);
        Command all = ENGINE.docker("logs", id).exits(0);
        assertEquals("1\n2\n3\n4\n5\na\0b\n\u00ff\nno end", new String(all.outBytes(), StandardCharsets.ISO_8859_1));
        assertEquals("wrong\n", all.err());
        assertEquals("1\n2\n3\n4\n5\na\0b\n\u00ff\nno end", new String(follower.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        assertEquals(0, follower.waitFor());
        List<String> stamped = logs("-t", "--tail", "9", id);
        String third = stamped.stream().filter(line -> line.endsWith("Z 3")).findFirst().orElseThrow().split(" ")[0];
        assertTrue(third, third.matches("....-..-..T..:..:..\\.\\d{9}Z"));
        assertEquals(numbers(3, 5), logs("--since", third, id).subList(0, 3));
        assertEquals(numbers(1, 3), logs("--until", third, id));
        assertEquals(List.of("3"), logs("--since", third, "--until", third, id));
        assertEquals(List.of("no end"), logs("--tail", "1", id));
        assertEquals(List.of(), logs("--since", "2100-01-01", id));
        assertEquals("local \"\"", ENGINE.docker("inspect", "-f", "{{.HostConfig.LogConfig.Type}} {{printf \"%q\" .LogPath}}", id).text());
        assertEquals(List.of("1.log"), names(id));
        ENGINE.docker("rm", id).exits(0);
        assertFalse(Files.exists(files(id)));
    }

    @Test(timeout = LIMIT)
    public void aFollowerMissesNothingWhileFilesAreBegunAndCompressed() throws Exception {
        int lines = 30_000;
        String id = run("while [ ! -e /go ]; do usleep 20000; done; seq 1 " + lines, "--log-opt", "max-size=20k", "--log-opt", "max-file=100");
        Process follower = ENGINE.dockerStart("logs", "-f", id);
        ENGINE.docker("exec", id, "touch", "/go").exits(0);
        try (BufferedReader out = new BufferedReader(new InputStreamReader(follower.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals(numbers(1, lines), out.lines().toList());
        }
        assertEquals(0, follower.waitFor());
        List<String> names = names(id);
        assertTrue(names.toString(), names.size() > 3 && names.stream().filter(name -> name.endsWith(".zlog")).count() == names.size() - 1);
        assertEquals(numbers(1, lines), logs(id));
        assertEquals(numbers(lines / 2 + 1, lines), logs("--tail", String.valueOf(lines / 2), id));
    }

    @Test(timeout = LIMIT)
    public void keepsSoManyFiles() throws Exception {
        String id = run("seq 1 100000", "--log-opt", "max-size=20k", "--log-opt", "max-file=3");
        Await.until("all is logged", () -> logs("--tail", "1", id).equals(List.of("100000")));
        List<String> lines = logs(id);
        assertEquals(numbers(100_001 - lines.size(), 100_000), lines);
        assertEquals(names(id).toString(), 3, names(id).size());
        assertTrue(lines.size() + " lines are left", lines.size() < 100_000);
    }

    @Test(timeout = LIMIT)
    public void nothingIsLostOrDoubledWhenTheEngineIsKilled() {
        String id = run("i=0; while [ $i -lt 30000 ]; do i=$((i+1)); echo $i; done; sleep 3000", "--log-opt", "max-size=50k", "--log-opt", "max-file=100");
        for (int round = 0; round < 4; round++) {
            ENGINE.kill();
            ENGINE.start();
        }
        Await.until("all is logged", () -> logs("--tail", "1", id).equals(List.of("30000")));
        assertEquals(numbers(1, 30_000), logs(id));
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void whatItDoesNotTakeIsSaidInDockerdsWords() {
        refused("unknown log opt 'labels' for log driver local", "labels=a");
        refused("failed to initialize logging driver: invalid value for max-size: abc: invalid size: 'abc'", "max-size=abc");
        refused("failed to initialize logging driver: compression cannot be enabled when max file count is 1", "max-file=1");
    }

    private static void refused(String message, String option) {
        Command run = ENGINE.docker("run", "--log-driver", "local", "--log-opt", option, "busybox", "true");
        assertEquals(125, run.exit());
        assertTrue(run.err(), run.err().contains("Error response from daemon: " + message + "\n") || run.err().contains("Error response from daemon: " + message + ".\n"));
    }
}
