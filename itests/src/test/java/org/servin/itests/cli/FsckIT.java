package org.servin.itests.cli;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Registry;

/** The administrator's shell, and its check of the store: what is damaged is named, and had again from the registry or from what is there. */
public class FsckIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    private static final String IMAGE = Registry.ADDRESS + "/team/app:1";
    private static Registry registry;

    @BeforeClass
    public static void pull() {
        registry = new Registry(ENGINE);
        ENGINE.docker("tag", "busybox", IMAGE).exits(0);
        ENGINE.docker("push", IMAGE).exits(0);
        ENGINE.docker("rmi", IMAGE, "busybox").exits(0);
        ENGINE.docker("pull", IMAGE).exits(0);
        ENGINE.warmUp(() -> ENGINE.shell("servin:fsck").exits(0));
    }

    @AfterClass
    public static void closeRegistry() throws IOException {
        registry.close();
    }

    /** The image's only layer: its archive is its last blob, its files are in its only unpacked layer that is no layer of mount points. */
    private static Path archive() throws IOException {
        String manifest = registry.curl("/v2/team/app/manifests/1", "-H", "Accept: application/vnd.docker.distribution.manifest.v2+json").exits(0).out();
        return ENGINE.root().resolve("content/blobs/sha256").resolve(manifest.replaceAll("(?s).*\"sha256:([0-9a-f]{64})\".*", "$1"));
    }

    private static Path file(String path) {
        String layer = ENGINE.docker("inspect", "-f", "{{index .RootFS.Layers 0}}", IMAGE).text().replace("sha256:", "");
        return ENGINE.root().resolve("overlay2/layers").resolve(layer).resolve("diff").resolve(path);
    }

    private static void damage(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, time);
    }

    /** Names, numbers, sizes and times of all files of the store. */
    private static List<String> store() throws IOException {
        List<String> facts = new ArrayList<>();
        for (String folder : List.of("content", "overlay2/layers", "overlay2/l")) {
            try (Stream<Path> files = Files.walk(ENGINE.root().resolve(folder))) {
                for (Path file : files.sorted().toList()) {
                    boolean listed = file.endsWith("content/ingest"); // used by each check for a moment, and empty
                    facts.add(file + " " + Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS)
                            + (listed ? "" : " " + Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)));
                }
            }
        }
        return facts;
    }

    @Test
    public void aWholeStoreStaysAsItIs() throws IOException {
        List<String> before = store();
        Command check = ENGINE.shell("servin:fsck").exits(0);
        assertTrue(check.out(), check.out().contains("checking " + IMAGE + "\n") && check.out().contains("comparing the layers of " + IMAGE + "\n"));
        assertTrue(check.out(), check.out().endsWith("2 images, 5 contents, 2 unpacked layers: nothing is damaged\n"));
        assertEquals(before, store());
    }

    @Test
    public void damagedContentAndFilesAreNamedAndHadAgain() throws IOException {
        Path archive = archive();
        Path program = file("bin/busybox");
        byte[] whole = Files.readAllBytes(program);
        damage(archive);
        damage(program);
        Command look = ENGINE.shell("servin:fsck", "-n").exits(4);
        assertTrue(look.out(), look.out().contains("damaged: content sha256:" + archive.getFileName() + " of " + IMAGE + ": it is damaged: its digest is sha256:"));
        Command mended = ENGINE.shell("servin:fsck").exits(1);
        assertTrue(mended.out(), mended.out().contains("damaged: content sha256:" + archive.getFileName() + " of " + IMAGE + ": it is damaged"));
        assertTrue(mended.out(), mended.out().contains(" of " + IMAGE + ": /bin/busybox has other content; repaired"));
        assertTrue(mended.out(), mended.out().endsWith("2 images, 5 contents, 2 unpacked layers: 2 damaged, 2 repaired\n"));
        assertArrayEquals(whole, Files.readAllBytes(file("bin/busybox")));
        ENGINE.shell("servin:fsck").exits(0);
        assertEquals("whole", ENGINE.docker("run", "--rm", IMAGE, "echo", "whole").text());
    }

    @Test
    public void whatContainersRunOnStaysUntilTheyEnd() throws IOException {
        String id = ENGINE.docker("run", "-d", IMAGE, "sleep", "1000").text();
        Path readme = file("etc/passwd");
        damage(readme);
        Command refused = ENGINE.shell("servin:fsck").exits(4);
        assertTrue(refused.out(), refused.out().contains("/etc/passwd has other content; not repaired: containers run on it, stop them first: " + id.substring(0, 12)));
        assertEquals("running", ENGINE.docker("exec", id, "echo", "running").text());
        ENGINE.docker("kill", id).exits(0);
        ENGINE.docker("wait", id).exits(0);
        assertTrue(ENGINE.shell("servin:fsck").exits(1).out().contains("; repaired"));
        ENGINE.docker("start", id).exits(0);
        ENGINE.docker("exec", id, "true").exits(0);
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void whatCameFromNoRegistryCannotBeHadAgain() throws IOException {
        Path content = ENGINE.root().resolve("content/blobs/sha256");
        List<Path> before = list(content);
        Path tar = Files.createTempFile("servin-itests", ".tar");
        Command.run("tar", "-cf", tar.toString(), "-C", "/etc", "hostname").exits(0);
        ENGINE.docker("import", tar.toString(), "imported:1").exits(0);
        Path layer = list(content).stream().filter(f -> !before.contains(f)).max(Comparator.comparingLong(f -> f.toFile().length())).orElseThrow();
        damage(layer);
        Command refused = ENGINE.shell("servin:fsck").exits(4);
        assertTrue(refused.out(), refused.out().contains("content sha256:" + layer.getFileName() + " of imported:1: it is damaged"));
        assertTrue(refused.out(), refused.out().contains("not repaired: the image came from no registry: load or build it again"));
        ENGINE.docker("rmi", "imported:1").exits(0);
        ENGINE.shell("servin:fsck").exits(0);
        Files.delete(tar);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    public void containersAndPullsGoOnMeanwhile() {
        String id = ENGINE.docker("run", "-d", IMAGE, "sleep", "1000").text();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> pulls = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            for (; !over.get() || count < 2; count++) {
                ENGINE.docker("tag", "hello", Registry.ADDRESS + "/team/other:1").exits(0);
                ENGINE.docker("push", Registry.ADDRESS + "/team/other:1").exits(0);
                ENGINE.docker("rmi", Registry.ADDRESS + "/team/other:1").exits(0);
                ENGINE.docker("pull", Registry.ADDRESS + "/team/other:1").exits(0);
                ENGINE.docker("run", "--rm", IMAGE, "true").exits(0);
                ENGINE.docker("rmi", Registry.ADDRESS + "/team/other:1").exits(0);
            }
            return count;
        });
        try {
            for (int i = 0; i < 5; i++) {
                assertTrue(ENGINE.shell("servin:fsck").exits(0).out().contains("nothing is damaged"));
            }
        } finally {
            over.set(true);
        }
        assertTrue(pulls.join() >= 2);
        assertEquals("running", ENGINE.docker("exec", id, "echo", "running").text());
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    @Test
    public void theShellIsForRootAlone() throws IOException {
        Path socket = ENGINE.run().resolve("shell.sock");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        Command.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "curl", "-sS", "--unix-socket", socket.toString(), "http://engine/").exits(7);
        ENGINE.shell("servin:fsck").exits(0);
    }

    @Test
    public void theShellSaysWhatItCannotDo() {
        assertEquals("Command not found: nonsense", ENGINE.shell("nonsense").exits(1).err().strip());
        assertTrue(ENGINE.shell("servin:fsck", "--bad").exits(1).err().contains("fsck"));
        assertTrue(ENGINE.shell("lb").exits(0).out().contains("Servin :: administrator shell"));
        assertTrue(ENGINE.shell("help", "servin:fsck").exits(0).out().contains("only look"));
    }
}
