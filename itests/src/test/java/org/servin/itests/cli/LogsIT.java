package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.RawConnection;

/** {@code docker logs}, and many who follow one container. */
public class LogsIT {
    private static final int FOLLOWERS = 64;
    private static final int LINES = 30_000;
    private static final long LIMIT = 120_000;
    @ClassRule
    public static final Engine ENGINE = new Engine();

    /** Each follower must get all lines once, in order, while the log is rotated under them. */
    @Test(timeout = LIMIT)
    public void allFollowersOfABusyContainerGetEveryLine() throws Exception {
        String id = ENGINE.docker("run", "-d", "--log-opt", "max-size=500k", "--log-opt", "max-file=50", "busybox", "sh", "-c",
                "while [ ! -e /go ]; do usleep 20000; done; seq 1 " + LINES).text();
        CountDownLatch following = new CountDownLatch(FOLLOWERS);
        ExecutorService threads = Executors.newFixedThreadPool(FOLLOWERS);
        try {
            List<Future<Integer>> lines = new ArrayList<>();
            for (int i = 0; i < FOLLOWERS; i++) {
                lines.add(threads.submit(() -> follow(id, following)));
            }
            following.await();
            long ticks = ticks();
            ENGINE.docker("exec", id, "touch", "/go").exits(0);
            for (Future<Integer> f : lines) {
                assertEquals(Integer.valueOf(LINES), f.get());
            }
            System.out.printf("%d followers, %d lines: %d ms of CPU time, %s threads, %s resident%n", FOLLOWERS, LINES, (ticks() - ticks) * 10, status("Threads"), status("VmRSS"));
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many lines came; fails unless they count up from 1. */
    private static int follow(String id, CountDownLatch following) throws IOException {
        try (RawConnection c = new RawConnection(ENGINE.socket(), "GET", "/containers/" + id + "/logs?stdout=1&follow=1", "", new byte[0])) {
            assertEquals(200, c.status());
            following.countDown();
            BufferedReader lines = new BufferedReader(new InputStreamReader(new Demultiplexed(c.chunks()), StandardCharsets.UTF_8));
            int count = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                assertEquals(Integer.toString(++count), line);
            }
            return count;
        }
    }

    /** What frames hold. */
    private static final class Demultiplexed extends InputStream {
        private final InputStream frames;
        private InputStream frame = new ByteArrayInputStream(new byte[0]);

        Demultiplexed(InputStream frames) {
            this.frames = frames;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = frame.read(bytes, offset, length);
            while (n < 0) {
                byte[] head = frames.readNBytes(8);
                if (head.length == 0) {
                    return -1;
                }
                frame = new ByteArrayInputStream(frames.readNBytes(ByteBuffer.wrap(head, 4, 4).getInt()));
                n = frame.read(bytes, offset, length);
            }
            return n;
        }
    }

    /** CPU time of the engine in hundredths of a second, proc(5). */
    private static long ticks() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + ENGINE.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static String status(String key) throws IOException {
        return Files.readString(Path.of("/proc/" + ENGINE.pid() + "/status")).lines().filter(l -> l.startsWith(key + ":")).findFirst().orElseThrow().substring(key.length() + 1).strip();
    }

    private static Process followed(String id) {
        return ENGINE.dockerStart("logs", "-f", id);
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** As with dockerd a follower gets all of the run that it came for, and ends with it, whoever begins the next run; what one asks for later is all there. */
    @Test(timeout = LIMIT)
    public void followsToTheEndOfARun() throws Exception {
        String id = ENGINE.docker("run", "-d", "--restart", "on-failure:2", "busybox", "sh", "-c",
                "echo >> /n; echo run $(wc -l < /n); while [ ! -e /go ]; do usleep 20000; done; rm /go; echo end; exit 1").text();
        for (int run = 1; run <= 3; run++) {
            int present = run;
            Await.until("run " + run, () -> ENGINE.docker("logs", "--tail", "1", id).out().equals("run " + present + "\n"));
            Process follower = followed(id);
            BufferedReader lines = lines(follower);
            for (int i = 1; i < 2 * run; i++) {
                assertEquals(i % 2 == 1 ? "run " + (i + 1) / 2 : "end", lines.readLine());
            }
            ENGINE.docker("exec", id, "touch", "/go").exits(0);
            assertEquals("end", lines.readLine());
            assertEquals(null, lines.readLine());
            assertEquals(0, follower.waitFor());
        }
        Await.until("it gave up", () -> ENGINE.docker("inspect", "-f", "{{.State.Status}} {{.RestartCount}}", id).text().equals("exited 2"));
        assertEquals("run 1\nend\nrun 2\nend\nrun 3\nend\n", ENGINE.docker("logs", "-f", id).exits(0).out());
    }

    @Test(timeout = LIMIT)
    public void aRestartAndARemovalEndFollowers() throws Exception {
        String id = ENGINE.docker("run", "-d", "busybox", "sh", "-c", "echo there; exec sleep 1000").text();
        Process first = followed(id);
        BufferedReader lines = lines(first);
        assertEquals("there", lines.readLine());
        ENGINE.docker("restart", "-t", "0", id).exits(0);
        assertEquals(0, first.waitFor());
        Await.until("it speaks again", () -> ENGINE.docker("logs", id).out().equals("there\nthere\n"));
        Process second = followed(id);
        lines = lines(second);
        assertEquals("there", lines.readLine());
        assertEquals("there", lines.readLine());
        ENGINE.docker("rm", "-f", id).exits(0);
        assertEquals(0, second.waitFor());
    }

    @Test
    public void bytesOfEveryKindComeBack() {
        String script = "printf 'a\\0b\\n\\n\\001\\177\"\\\\<&>\\r\\n'; head -c 100000 /dev/zero | tr '\\0' x; printf '\\nno end'";
        String expected = "a\0b\n\n\001\177\"\\<&>\r\n" + "x".repeat(100_000) + "\nno end";
        String id = ENGINE.docker("run", "-d", "busybox", "sh", "-c", script).text();
        ENGINE.docker("wait", id).exits(0);
        assertEquals(expected, ENGINE.docker("logs", id).out());
        assertEquals("no end", ENGINE.docker("logs", "--tail", "1", id).out());
    }

    @Test
    public void labelsAndEnvironmentAreDetails() {
        String id = ENGINE.docker("run", "-d", "--log-opt", "labels=site", "--log-opt", "env=A", "-l", "site=one", "-e", "A=2", "busybox", "echo", "x").text();
        ENGINE.docker("wait", id).exits(0);
        assertEquals("A=2,site=one x", ENGINE.docker("logs", "--details", id).text());
    }

    /** Also what only a look at the container shows. */
    @Test
    public void aTagThatCannotBeMadeStopsTheStart() {
        Command run = ENGINE.docker("run", "--log-opt", "tag={{index .ContainerArgs 9}}", "busybox", "true");
        assertEquals(125, run.exit());
        assertTrue(run.err(), run.err().contains("failed to initialize logging driver: template: log-tag:1:2: executing \"log-tag\" at <index .ContainerArgs 9>: "
                + "error calling index: index out of range: 9"));
        String id = ENGINE.docker("run", "-d", "--log-opt", "tag={{with index .ContainerLabels \"app\"}}{{. | upper}}/{{end}}{{.Name}}", "--name", "tagged", "-l", "app=shop", "busybox",
                "echo", "x").exits(0).text();
        ENGINE.docker("wait", id).exits(0);
        assertEquals("tag=SHOP%2Ftagged x", ENGINE.docker("logs", "--details", id).text());
    }

    @Test
    public void aDriverThatCannotReadSaysSo() {
        String id = ENGINE.docker("run", "-d", "--log-driver", "none", "busybox", "echo", "x").text();
        ENGINE.docker("wait", id).exits(0);
        Command logs = ENGINE.docker("logs", id).exits(1);
        assertTrue(logs.err(), logs.err().contains("configured logging driver does not support reading"));
    }

    @Test(timeout = LIMIT)
    public void theEndsOfTime() {
        String id = ENGINE.docker("run", "-d", "busybox", "sh", "-c", "for i in 1 2 3; do echo $i; usleep 300000; done").text();
        ENGINE.docker("wait", id).exits(0);
        String second = ENGINE.docker("logs", "-t", id).text().lines().toList().get(1).split(" ")[0];
        assertEquals("2\n3", ENGINE.docker("logs", "--since", second, id).text());
        assertEquals("1\n2", ENGINE.docker("logs", "--until", second, id).text());
        assertEquals("2", ENGINE.docker("logs", "--since", second, "--until", second, id).text());
        assertEquals("", ENGINE.docker("logs", "--since", "2100-01-01", id).text());
    }
}
