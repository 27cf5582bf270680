package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Engine;

/** The engine is killed while volumes are made, filled, mounted and removed: what it has said is true, nobody's data is lost, and nothing is left half done. */
public class VolumeCrashIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    private static final int FILES = 3000;
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @After
    public void removeAll() {
        ENGINE.docker("ps", "-aq").out().lines().forEach(id -> ENGINE.docker("rm", "-fv", id).exits(0));
        names().forEach(name -> ENGINE.docker("volume", "rm", name).exits(0));
        soonTidy();
    }

    private static Path volumes() {
        return ENGINE.root().resolve("volumes");
    }

    private static TreeSet<String> names() {
        return new TreeSet<>(ENGINE.docker("volume", "ls", "-q").text().lines().toList());
    }

    private static TreeSet<String> folders() {
        try (Stream<Path> entries = Files.list(volumes())) {
            return new TreeSet<>(entries.map(path -> path.getFileName().toString()).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the folder of all volumes has what is no volume: one that is on its way. */
    private static boolean isUnderWay() {
        return folders().stream().anyMatch(name -> name.startsWith("."));
    }

    private static List<String> mounts() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().map(line -> line.split(" ")[4]).filter(point -> point.startsWith(volumes().toString())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is listed is there, and nothing else; what is not used is not mounted. */
    private static void soonTidy() {
        Await.until(() -> "folders " + folders() + " are those of volumes " + names(), () -> folders().equals(names()));
        Await.until(() -> "nothing is mounted: " + mounts(), () -> mounts().isEmpty());
    }

    /** Kills the engine when the commands, which run one after the other, have come so far, or when they have ended. Those that succeeded. */
    private static List<List<String>> killed(BooleanSupplier soFar, List<List<String>> commands) {
        List<List<String>> done = new ArrayList<>();
        CompletableFuture<Void> running = CompletableFuture.runAsync(() -> commands.forEach(command -> {
            if (ENGINE.docker(command.toArray(String[]::new)).exit() == 0) {
                done.add(command);
            }
        }));
        while (!soFar.getAsBoolean() && !running.isDone()) {
            Thread.onSpinWait(); // what is waited for is short
        }
        ENGINE.kill();
        running.join();
        ENGINE.start();
        return done;
    }

    @Test
    public void volumesThatWereToldOfAreThere() {
        for (int round = 0; round < 3; round++) {
            int number = round;
            List<List<String>> creations = Stream.iterate(0, i -> i + 1).limit(30)
                    .map(i -> List.of("volume", "create", "--label", "round=" + number, "-o", "type=tmpfs", "-o", "device=tmpfs", "made-" + number + "-" + i)).toList();
            BooleanSupplier some = round == 0 ? VolumeCrashIT::isUnderWay : () -> folders().stream().filter(name -> name.startsWith("made-" + number)).count() >= 4;
            List<List<String>> done = killed(some, creations);
            for (List<String> creation : done) {
                assertEquals(number + " tmpfs", ENGINE.docker("volume", "inspect", "-f", "{{.Labels.round}} {{.Options.type}}", creation.get(creation.size() - 1)).text());
            }
            soonTidy();
        }
        names().stream().limit(3).forEach(name -> ENGINE.docker("run", "--rm", "-v", name + ":/v", "busybox", "touch", "/v/f").exits(0));
    }

    private static void fill(String... names) {
        for (String name : names) {
            ENGINE.docker("run", "--rm", "-v", name + ":/v", "busybox", "sh", "-c", "i=0; while [ $i -lt " + FILES + " ]; do i=$((i+1)); : > /v/$i; done").exits(0);
        }
    }

    /** A volume is there with all it had, or is not there at all. */
    private static void wholeOrGone(String name) {
        if (names().contains(name)) {
            assertEquals(Integer.toString(FILES), ENGINE.docker("run", "--rm", "-v", name + ":/v", "busybox", "sh", "-c", "ls /v | wc -l").text());
        }
    }

    @Test
    public void volumesThatAreRemovedAreWholeOrGone() {
        fill("kept", "one");
        List<List<String>> done = killed(VolumeCrashIT::isUnderWay, List.of(List.of("volume", "rm", "one")));
        assertTrue(done.isEmpty() || !names().contains("one"));
        soonTidy();
        wholeOrGone("one");
        assertTrue(names().contains("kept"));
        wholeOrGone("kept");
    }

    @Test
    public void aPruneTakesWholeVolumesOnly() {
        fill("one", "two", "three");
        ENGINE.docker("create", "--name", "user", "-v", "kept:/v", "busybox", "true").exits(0);
        killed(VolumeCrashIT::isUnderWay, List.of(List.of("volume", "prune", "-f")));
        soonTidy();
        List.of("one", "two", "three").forEach(VolumeCrashIT::wholeOrGone);
        assertTrue(names().contains("kept"));
    }

    @Test
    public void whatWasMountedForAStartIsUnmounted() throws IOException {
        Path precious = folder.newFolder("precious").toPath();
        Files.writeString(precious.resolve("f"), "kept\n");
        ENGINE.docker("volume", "create", "-o", "type=none", "-o", "device=" + precious, "-o", "o=bind", "bound").exits(0);
        ENGINE.docker("volume", "create", "-o", "type=tmpfs", "-o", "device=tmpfs", "memory").exits(0);
        ENGINE.docker("create", "--name", "user", "-v", "bound:/b", "-v", "memory:/m", "busybox", "sh", "-c", "cat /b/f; exec sleep 300").exits(0);
        for (int mounted = 1; mounted <= 2; mounted++) {
            int wanted = mounted;
            killed(() -> mounts().size() >= wanted, List.of(List.of("start", "user")));
            boolean runs = ENGINE.docker("inspect", "-f", "{{.State.Running}}", "user").text().equals("true");
            Await.until(() -> "it is mounted only if it runs, " + runs + ": " + mounts(), () -> mounts().size() == (runs ? 2 : 0));
            ENGINE.docker("rm", "-f", "user").exits(0);
            soonTidy();
            ENGINE.docker("create", "--name", "user", "-v", "bound:/b", "-v", "memory:/m", "busybox", "sh", "-c", "cat /b/f; exec sleep 300").exits(0);
        }
        ENGINE.docker("start", "user").exits(0);
        Await.until("it reads what is bound", () -> ENGINE.docker("logs", "user").out().equals("kept\n"));
        killed(() -> mounts().size() < 2, List.of(List.of("rm", "-f", "user")));
        ENGINE.docker("rm", "-f", "user");
        killed(() -> !folders().contains("bound"), List.of(List.of("volume", "rm", "bound")));
        soonTidy();
        assertEquals("kept\n", Files.readString(precious.resolve("f")));
    }
}
