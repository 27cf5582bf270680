package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Registry;

/** A full disk under the engine's root folder: who asks for something is told, nothing is left half done, and no container is lost. */
public class FullDiskIT {
    private static final int DISK = 64;
    private static final int LAYER = 8;
    @ClassRule
    public static final Engine ENGINE = Engine.onDiskOf(DISK);
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static Path ballast() {
        return ENGINE.root().resolve("ballast");
    }

    /** Leaves that many MiB. */
    private static void fill(int left) throws IOException {
        byte[] page = new byte[4096];
        Files.deleteIfExists(ballast());
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (Files.getFileStore(ENGINE.root()).getUsableSpace() > (long) left << 20) {
                out.write(page);
            }
        }
    }

    @After
    public void makeSpace() throws IOException {
        Files.deleteIfExists(ballast());
        ENGINE.docker("ps", "-aq").out().lines().forEach(id -> ENGINE.docker("rm", "-f", id).exits(0));
    }

    private static void saysDiskIsFull(Command command) {
        assertTrue(command.args() + " succeeded", command.exit() != 0);
        assertTrue(command.err(), command.err().toLowerCase(Locale.ROOT).contains("no space left on device"));
    }

    /** All files of the engine but the store's, which grows and shrinks by itself. */
    private static List<String> files() {
        try (Stream<Path> files = Files.walk(ENGINE.root())) {
            return files.map(f -> ENGINE.root().relativize(f).toString()).filter(f -> !f.equals("ballast") && !f.contains(".db")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] noise(int megabytes) {
        byte[] bytes = new byte[megabytes << 20];
        new Random(megabytes).nextBytes(bytes); // does not compress
        return bytes;
    }

    /** An image of three layers, which takes a few times {@link #LAYER} MiB while it is pulled. */
    private Path archive() throws IOException {
        String from = "busybox";
        for (int layer = 1; layer <= 3; layer++) {
            ENGINE.docker(noise(LAYER / 2), "run", "-i", "--name", "layer", from, "sh", "-c", "cat > /noise" + layer).exits(0);
            from = "noisy:" + layer;
            ENGINE.docker("commit", "layer", from).exits(0);
            ENGINE.docker("rm", "layer").exits(0);
        }
        Path archive = folder.newFile("noisy.tar").toPath();
        ENGINE.docker("save", "-o", archive.toString(), from).exits(0);
        ENGINE.docker("rmi", "noisy:1", "noisy:2", "noisy:3").exits(0);
        return archive;
    }

    @Test
    public void aPullThatDoesNotFitIsToldAndLeavesNothing() throws IOException {
        try (Registry registry = new Registry(ENGINE)) {
            registry.fill(archive(), "noisy:1");
            String image = Registry.ADDRESS + "/noisy:1";
            ENGINE.docker("run", "-d", "--name", "bystander", "busybox", "sleep", "300").exits(0);
            List<String> before = files();
            String images = ENGINE.docker("images", "-aq", "--no-trunc").text();
            fill(LAYER);
            saysDiskIsFull(ENGINE.docker("pull", image));
            assertEquals(images, ENGINE.docker("images", "-aq", "--no-trunc").text());
            assertEquals(before, files());
            assertEquals("alive", ENGINE.docker("exec", "bystander", "echo", "alive").text());
            Files.delete(ballast());
            ENGINE.docker("pull", image).exits(0);
            assertEquals(Integer.toString(LAYER << 19), ENGINE.docker("run", "--rm", image, "stat", "-c", "%s", "/noise3").text());
            ENGINE.docker("rmi", image).exits(0);
        }
    }

    @Test
    public void aContainerThatCannotBeMadeIsToldAndLeavesNothing() throws IOException {
        List<String> before = files();
        fill(0);
        saysDiskIsFull(ENGINE.docker("create", "--name", "unmade", "busybox", "true"));
        saysDiskIsFull(ENGINE.docker("run", "--name", "unmade", "busybox", "true"));
        assertEquals("", ENGINE.docker("ps", "-aq").text());
        assertEquals(before, files());
        Files.delete(ballast());
        ENGINE.docker("run", "--rm", "--name", "unmade", "busybox", "true").exits(0);
    }

    @Test
    public void aContainerStartsOrSaysWhyNot() throws IOException {
        ENGINE.docker("create", "--name", "made", "busybox", "echo", "hello").exits(0);
        fill(0);
        Command start = ENGINE.docker("start", "-a", "made");
        if (start.exit() == 0) {
            assertEquals("hello\n", start.out());
        } else {
            saysDiskIsFull(start);
        }
        Files.delete(ballast());
        assertEquals("hello\n", ENGINE.docker("start", "-a", "made").exits(0).out());
    }

    @Test
    public void outputWaitsForSpace() throws IOException {
        ENGINE.docker("run", "-d", "--name", "writer", "busybox", "sh", "-c",
                "trap 'go=1' USR1; echo 0; while [ -z \"$go\" ]; do usleep 20000; done; seq 1 20000; sleep 300").exits(0);
        Await.until("the first line is there", () -> ENGINE.docker("logs", "writer").out().equals("0\n"));
        fill(0);
        ENGINE.docker("kill", "-s", "USR1", "writer").exits(0);
        Await.until("it runs into the full disk", () -> ENGINE.logText().contains("o space"));
        assertEquals("running", ENGINE.docker("inspect", "-f", "{{.State.Status}}", "writer").text());
        assertEquals("alive", ENGINE.docker("exec", "writer", "echo", "alive").text());
        Files.delete(ballast());
        Await.until("the last line is there", () -> ENGINE.docker("logs", "--tail", "1", "writer").out().equals("20000\n"));
        assertEquals(IntStream.rangeClosed(0, 20000).mapToObj(Integer::toString).toList(), ENGINE.docker("logs", "writer").out().lines().toList());
        ENGINE.docker("kill", "writer").exits(0);
    }
}
