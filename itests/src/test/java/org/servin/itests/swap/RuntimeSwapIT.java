package org.servin.itests.swap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.servin.itests.swap.Docker.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Holdings;

/** The runtime driver is stopped, updated and started under running containers: they and their clients do not notice, and what ended meanwhile is learned. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RuntimeSwapIT {
    @Inject
    private BundleContext context;
    private Bundle driver;

    @Configuration
    public Option[] deployment() {
        return new Option[] {House.engine()};
    }

    @Before
    public void imageIsThere() {
        Docker.withImage();
        driver = new Bundles(context).bundle("org.servin.runtime");
    }

    @After
    public void nothingIsLeft() throws Exception {
        driver.start();
        Docker.clear();
    }

    /** Writes lines with the numbers up to the given one, a few thousand a second, and ends with 5. */
    private static String writer(int lines) {
        return "i=0; while [ $i -lt " + lines + " ]; do i=$((i+1)); echo $i; [ $((i % 100)) = 0 ] && usleep 20000; done; exit 5";
    }

    private static List<String> numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).toList();
    }

    private static String lastLine(String container) {
        return docker("logs", "--tail", "1", container).out();
    }

    @Test
    public void outputAndClientsGoOnWhileTheDriverIsSwapped() throws Exception {
        docker("create", "--name", "writer", "busybox", "sh", "-c", writer(30000)).exits(0);
        Process attached = Docker.start("start", "-a", "writer");
        Gathered seen = new Gathered(attached);
        Await.until("the writer writes", () -> !lastLine("writer").isEmpty());
        Process exec = Docker.start("exec", "-i", "writer", "sh", "-c", "while read line; do echo got $line; done; exit 3");
        Gathered heard = new Gathered(exec);
        say(exec, "one\n");
        Await.until("the exec answers", () -> heard.text().equals("got one\n"));
        driver.stop();
        String before = lastLine("writer");
        Await.until("the log grows without the driver", () -> !lastLine("writer").equals(before));
        say(exec, "two\n");
        Await.until("the exec answers without the driver", () -> heard.text().equals("got one\ngot two\n"));
        assertEquals("running", docker("inspect", "-f", "{{.State.Status}}", "writer").text());
        assertEquals("writer", docker("ps", "--format", "{{.Names}}").text());
        new Bundles(context).update(driver);
        driver.start();
        exec.getOutputStream().close();
        assertTrue("the exec ends", exec.waitFor(30, TimeUnit.SECONDS));
        assertEquals(3, exec.exitValue());
        for (int round = 0; round < 3; round++) {
            new Bundles(context).update(driver);
        }
        assertTrue("the writer ends", attached.waitFor(60, TimeUnit.SECONDS));
        assertEquals(5, attached.exitValue());
        assertEquals(numbers(30000), seen.text().lines().toList());
        assertEquals(numbers(30000), docker("logs", "writer").out().lines().toList());
    }

    @Test
    public void newWorkIsToldThatTheDriverIsAway() throws Exception {
        docker("run", "-d", "--name", "there", "busybox", "sleep", "300").exits(0);
        String idle = docker("create", "busybox", "true").text();
        driver.stop();
        assertEquals("503", Docker.status("POST", "/containers/" + idle + "/start"));
        isUnavailable("start", idle);
        isUnavailable("exec", "there", "true");
        isUnavailable("stop", "there");
        isUnavailable("pause", "there");
        assertEquals("running", docker("inspect", "-f", "{{.State.Status}}", "there").text());
        driver.start();
        docker("start", idle).exits(0);
        docker("exec", "there", "true").exits(0);
    }

    private static void isUnavailable(String... command) {
        Command run = docker(command);
        assertTrue(run.err(), run.exit() != 0 && run.err().contains("runtime driver \"servin\" is not available"));
    }

    @Test
    public void whatEndedMeanwhileHasItsExitCode() throws Exception {
        Path signal = Files.createDirectories(House.work().resolve("signal"));
        docker("run", "-d", "--name", "ends", "-v", signal + ":/s", "busybox", "sh", "-c", "until [ -e /s/go ]; do usleep 10000; done; echo last words; exit 7").exits(0);
        docker("run", "-d", "--name", "host", "-v", signal + ":/s", "busybox", "sleep", "300").exits(0);
        Process exec = Docker.start("exec", "host", "sh", "-c", "until [ -e /s/go ]; do usleep 10000; done; exit 8");
        Await.until("the exec runs", () -> docker("top", "host").out().contains("usleep"));
        Process wait = Docker.start("wait", "ends");
        Gathered waited = new Gathered(wait);
        String pid = docker("inspect", "-f", "{{.State.Pid}}", "ends").text();
        driver.stop();
        Files.createFile(signal.resolve("go"));
        Await.until("it has ended", () -> !Files.exists(Path.of("/proc", pid)));
        assertEquals("running", docker("inspect", "-f", "{{.State.Status}}", "ends").text());
        driver.start();
        assertTrue("the end is told", wait.waitFor(30, TimeUnit.SECONDS));
        assertEquals("7\n", waited.text());
        assertEquals("last words\n", docker("logs", "ends").out());
        assertTrue("the exec's end is told", exec.waitFor(30, TimeUnit.SECONDS));
        assertEquals(8, exec.exitValue());
        docker("start", "ends").exits(0);
    }

    @Test
    public void everythingWorksOnContainersFromBefore() throws Exception {
        docker("run", "-dit", "--name", "terminal", "busybox", "sh").exits(0);
        docker("run", "-d", "--name", "old", "--stop-timeout", "20", "busybox", "sh", "-c", "trap 'exit 9' TERM; while :; do usleep 50000; done").exits(0);
        docker("pause", "old").exits(0);
        new Bundles(context).update(driver);
        assertEquals("paused", docker("inspect", "-f", "{{.State.Status}}", "old").text());
        docker("unpause", "old").exits(0);
        assertEquals("in", docker("exec", "old", "echo", "in").text());
        assertTrue(docker("stats", "--no-stream", "--format", "{{.Name}} {{.PIDs}}", "old").text().matches("old [1-9]\\d*"));
        assertTrue(docker("top", "old").out().contains("trap 'exit 9'"));
        docker("update", "--memory", "64m", "--memory-swap", "64m", "old").exits(0);
        Process attached = Docker.start("attach", "--no-stdin", "terminal");
        Gathered seen = new Gathered(attached);
        Await.until("the terminal shows it", () -> { // what was there before the client is not shown
            docker("exec", "terminal", "sh", "-c", "echo here > /dev/console").exits(0);
            return seen.text().contains("here");
        });
        docker("stop", "old").exits(0);
        assertEquals("9", docker("inspect", "-f", "{{.State.ExitCode}}", "old").text());
        docker("restart", "-t", "0", "terminal").exits(0);
    }

    @Test
    public void nothingOfTheOldDriverStays() throws Exception {
        docker("run", "-d", "--name", "stays", "busybox", "sleep", "300").exits(0);
        docker("exec", "stays", "true").exits(0);
        new Bundles(context).update(driver); // from now on from the framework's copy
        docker("exec", "stays", "true").exits(0);
        Holdings before = Holdings.of(ProcessHandle.current().pid());
        WeakReference<ClassLoader> old = new Bundles(context).update(driver);
        docker("exec", "stays", "true").exits(0);
        Await.until(() -> "no more is held than before: " + Holdings.of(ProcessHandle.current().pid()).moreThan(before),
                () -> Holdings.of(ProcessHandle.current().pid()).moreThan(before).isEmpty());
        Bundles.awaitUnloaded("runtime driver", old);
    }

    private static void say(Process process, String text) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(text.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** What a program has written so far. */
    private static final class Gathered {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Thread thread;

        Gathered(Process process) {
            thread = new Thread(() -> {
                try {
                    process.getInputStream().transferTo(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
