package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Registry;

/** The engine is killed in the middle of pulls, loads and removals: afterwards an image is there as a whole or not at all, and nothing is kept that no image needs. */
public class StoreCrashIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String IMAGE = Registry.ADDRESS + "/team/big:1";
    private static Registry registry;
    private static Path archive;
    private static Set<String> without;

    @BeforeClass
    public static void makeImage() throws IOException {
        registry = new Registry(ENGINE);
        ENGINE.docker("run", "--name", "base", "busybox", "sh", "-c",
                "mkdir /d; i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo $i > /d/$i; done; dd if=/dev/urandom of=/r bs=1000000 count=20").exits(0);
        ENGINE.docker("commit", "base", IMAGE).exits(0);
        ENGINE.docker("rm", "base").exits(0);
        archive = FOLDER.newFile("big.tar").toPath();
        ENGINE.docker("save", "-o", archive.toString(), IMAGE).exits(0);
        registry.fill(archive, "team/big:1", "--format", "v2s2");
        ENGINE.docker("rmi", IMAGE).exits(0);
        Await.until("the removed layers are empty", () -> names("overlay2/removing").findAny().isEmpty());
        without = kept();
    }

    @AfterClass
    public static void closeRegistry() throws IOException {
        registry.close();
    }

    /** Names of the content store's files and of the storage driver's layers, without those of mount points. */
    private static Set<String> kept() {
        Set<String> found = new TreeSet<>();
        for (String folder : List.of("content/ingest", "content/blobs/sha256", "overlay2/layers", "overlay2/staging", "overlay2/removing")) {
            names(folder).filter(name -> !name.endsWith("-init")).forEach(name -> found.add(folder + "/" + name));
        }
        return found;
    }

    private static Stream<String> names(String folder) {
        try (Stream<Path> files = Files.list(ENGINE.root().resolve(folder))) {
            return files.map(f -> f.getFileName().toString()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BooleanSupplier isFilled(String folder) {
        return () -> names(folder).findAny().isPresent();
    }

    private static BooleanSupplier hasChanged(String folder) {
        List<String> before = names(folder).sorted().toList();
        return () -> !names(folder).sorted().toList().equals(before);
    }

    /** Kills the engine when the command has come so far, or when it has ended. */
    private static void killed(BooleanSupplier soFar, String... command) {
        CompletableFuture<Command> running = CompletableFuture.supplyAsync(() -> ENGINE.docker(command));
        Await.until(Arrays.toString(command) + " has come so far", () -> soFar.getAsBoolean() || running.isDone());
        ENGINE.kill();
        running.join();
        ENGINE.start();
    }

    private static boolean isThere() {
        return ENGINE.docker("image", "inspect", IMAGE).exit() == 0;
    }

    private static void nothingIsLeftOrMissing() {
        if (isThere()) {
            assertEquals("1000 20000000", ENGINE.docker("run", "--rm", IMAGE, "sh", "-c", "echo $(cat /d/* | wc -l) $(stat -c %s /r)").text());
            ENGINE.docker("save", "-o", archive + ".again", IMAGE).exits(0);
            ENGINE.docker("rmi", IMAGE).exits(0);
        }
        Await.until(() -> "nothing is left but " + without + ": " + kept(), () -> kept().equals(without));
    }

    @Test
    public void pullsLeaveNothing() {
        for (String folder : List.of("content/ingest", "overlay2/staging")) {
            killed(isFilled(folder), "pull", IMAGE);
            nothingIsLeftOrMissing();
        }
        for (String folder : List.of("content/blobs/sha256", "overlay2/layers")) {
            killed(hasChanged(folder), "pull", IMAGE);
            nothingIsLeftOrMissing();
        }
        ENGINE.docker("pull", IMAGE).exits(0);
        nothingIsLeftOrMissing();
    }

    @Test
    public void loadsLeaveNothing() {
        for (String folder : List.of("content/ingest", "overlay2/staging")) {
            killed(isFilled(folder), "load", "-i", archive.toString());
            nothingIsLeftOrMissing();
        }
        for (String folder : List.of("content/blobs/sha256", "overlay2/layers")) {
            killed(hasChanged(folder), "load", "-i", archive.toString());
            nothingIsLeftOrMissing();
        }
    }

    @Test
    public void removalsLeaveNothingHalf() {
        for (String folder : List.of("overlay2/layers", "content/blobs/sha256")) {
            ENGINE.docker("load", "-i", archive.toString()).exits(0);
            killed(hasChanged(folder), "rmi", IMAGE);
            nothingIsLeftOrMissing();
        }
        ENGINE.docker("load", "-i", archive.toString()).exits(0);
        killed(isFilled("overlay2/removing"), "rmi", IMAGE);
        nothingIsLeftOrMissing();
    }

    /** Containers of an image that was removed by force keep what they stand on, over a kill too. */
    @Test
    public void whatContainersStandOnStays() {
        ENGINE.docker("load", "-i", archive.toString()).exits(0);
        ENGINE.docker("run", "-d", "--name", "stands", IMAGE, "sleep", "300").exits(0);
        ENGINE.docker("rmi", "-f", IMAGE);
        ENGINE.kill();
        ENGINE.start();
        assertEquals("1000", ENGINE.docker("exec", "stands", "sh", "-c", "ls /d | wc -l").text());
        ENGINE.docker("rm", "-f", "stands").exits(0);
        if (!isThere()) {
            ENGINE.docker("load", "-i", archive.toString()).exits(0);
        }
        nothingIsLeftOrMissing();
    }
}
