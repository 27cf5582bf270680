package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Registry;

/** Images from a real registry, from archives and from containers. */
public class ImagesIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();
    private static Registry registry;
    private static Path archive;

    /** An image of three layers with what layers can hold: links, a device, a setuid bit, an old time, a removed file. */
    @BeforeClass
    public static void fillRegistry() throws IOException {
        registry = new Registry(ENGINE);
        ENGINE.docker("run", "--name", "l1", "--cap-add", "MKNOD", "busybox", "sh", "-c",
                "mkdir /d && echo one > /d/a && ln /d/a /d/hard && ln -s /d/a /d/soft && mknod /d/null c 1 3 && echo x > /d/suid && chmod 4755 /d/suid && touch -d '2001-02-03 04:05:06' /d/old && echo gone > /d/gone").exits(0);
        ENGINE.docker("commit", "l1", "layered:1").exits(0);
        ENGINE.docker("run", "--name", "l2", "layered:1", "sh", "-c", "rm /d/gone && echo two > /d/b").exits(0);
        ENGINE.docker("commit", "-c", "CMD [\"cat\",\"/d/a\"]", "l2", "layered:2").exits(0);
        ENGINE.docker("rm", "l1", "l2").exits(0);
        archive = Files.createTempFile("layered", ".tar");
        ENGINE.docker("save", "-o", archive.toString(), "layered:2").exits(0);
        registry.fill(archive, "team/app:v2s2", "--format", "v2s2");
        registry.fill(archive, "team/app:oci", "--format", "oci");
        registry.fill(archive, "team/app:zstd", "--format", "oci", "--dest-compress-format", "zstd");
        ENGINE.docker("rmi", "layered:1", "layered:2").exits(0);
    }

    @AfterClass
    public static void closeRegistry() throws IOException {
        registry.close();
        Files.deleteIfExists(archive);
    }

    private static String name(String tag) {
        return Registry.ADDRESS + "/team/app:" + tag;
    }

    private static void isWhole(String image) {
        assertEquals("one", ENGINE.docker("run", "--rm", image).text());
        assertEquals("a b hard null old soft suid", ENGINE.docker("run", "--rm", image, "sh", "-c", "echo $(ls /d)").text());
        assertEquals("2 4755 1:3 981173106 /d/a", ENGINE.docker("run", "--rm", image, "sh", "-c",
                "echo $(stat -c %h /d/a) $(stat -c %a /d/suid) $(stat -c %t:%T /d/null) $(stat -c %Y /d/old) $(readlink /d/soft)").text());
    }

    @Test
    public void pullsEveryFormOfManifestAndLayer() {
        for (String tag : new String[] {"v2s2", "oci", "zstd"}) {
            Command pull = ENGINE.docker("pull", name(tag)).exits(0);
            assertTrue(pull.out(), pull.out().contains("Status: Downloaded newer image for " + name(tag)) || pull.out().contains("Status: Image is up to date"));
            isWhole(name(tag));
            String digest = ENGINE.docker("inspect", "-f", "{{index .RepoDigests 0}}", name(tag)).text();
            ENGINE.docker("rmi", name(tag)).exits(0);
            assertEquals(digest, digest.startsWith(Registry.ADDRESS + "/team/app@sha256:"), true);
            ENGINE.docker("pull", digest).exits(0);
            ENGINE.docker("rmi", digest).exits(0);
        }
    }

    @Test
    public void secondPullIsUpToDate() {
        ENGINE.docker("pull", name("oci")).exits(0);
        assertTrue(ENGINE.docker("pull", name("oci")).exits(0).out().contains("Status: Image is up to date for " + name("oci")));
        ENGINE.docker("rmi", name("oci")).exits(0);
    }

    @Test
    public void choosesThePlatformFromAnIndex() throws IOException {
        String manifest = registry.curl("/v2/team/app/manifests/oci", "-H", "Accept: application/vnd.oci.image.manifest.v1+json").out();
        String digest = "sha256:" + sha256(manifest);
        Path index = folder.newFile("index.json").toPath();
        String arch = ENGINE.docker("version", "-f", "{{.Server.Arch}}").text();
        Files.writeString(index, """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
                {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%d,"platform":{"os":"linux","architecture":"%s"}}]}
                """.formatted(digest, manifest.length(), arch).strip());
        registry.curl("/v2/team/app/manifests/multi", "-X", "PUT", "-H", "Content-Type: application/vnd.oci.image.index.v1+json", "--data-binary", "@" + index).exits(0);
        ENGINE.docker("pull", name("multi")).exits(0);
        isWhole(name("multi"));
        ENGINE.docker("rmi", name("multi")).exits(0);
        Command other = ENGINE.docker("pull", "--platform", "linux/s390x", name("multi"));
        assertEquals(1, other.exit());
        assertTrue(other.err(), other.err().contains("no matching manifest for linux/s390x"));
    }

    private static String sha256(String text) {
        return Command.run(java.util.Map.of(), text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.util.List.of("sha256sum")).text().split(" ")[0];
    }

    @Test
    public void missingTagAndRepositoryAreClear() {
        Command tag = ENGINE.docker("pull", name("nosuch"));
        assertNotEquals(0, tag.exit());
        assertTrue(tag.err(), tag.err().contains("manifest for " + name("nosuch") + " not found: manifest unknown"));
        Command repository = ENGINE.docker("pull", Registry.ADDRESS + "/nosuch:1");
        assertNotEquals(0, repository.exit());
    }

    @Test
    public void damagedLayerIsRefusedAndLeavesNothing() throws IOException {
        registry.fill(archive, "team/bad:1", "--format", "v2s2", "--dest-compress-level", "1");
        String manifest = registry.curl("/v2/team/bad/manifests/1", "-H", "Accept: application/vnd.docker.distribution.manifest.v2+json").out();
        Matcher digests = Pattern.compile("sha256:[0-9a-f]{64}").matcher(manifest);
        String last = "";
        while (digests.find()) {
            last = digests.group();
        }
        Path blob = registry.blob(last);
        byte[] good = Files.readAllBytes(blob);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        Files.write(blob, bad);
        try {
            Command pull = ENGINE.docker("pull", Registry.ADDRESS + "/team/bad:1");
            assertNotEquals(0, pull.exit());
            assertTrue(pull.err(), pull.err().contains(last.substring(0, 19)) || pull.err().contains("verification failed") || pull.err().contains("filesystem layer"));
            assertFalse(ENGINE.docker("images").out().contains("team/bad"));
        } finally {
            Files.write(blob, good);
        }
        ENGINE.docker("pull", Registry.ADDRESS + "/team/bad:1").exits(0);
        ENGINE.docker("rmi", Registry.ADDRESS + "/team/bad:1").exits(0);
    }

    @Test
    public void savedImageLoadsAgain() throws IOException {
        Path file = folder.newFile("saved.tar").toPath();
        ENGINE.docker("pull", name("v2s2")).exits(0);
        String id = ENGINE.docker("inspect", "-f", "{{.Id}}", name("v2s2")).text();
        ENGINE.docker("save", "-o", file.toString(), name("v2s2")).exits(0);
        ENGINE.docker("rmi", name("v2s2")).exits(0);
        assertEquals("Loaded image: " + name("v2s2"), ENGINE.docker("load", "-i", file.toString()).text());
        assertEquals(id, ENGINE.docker("inspect", "-f", "{{.Id}}", name("v2s2")).text());
        isWhole(name("v2s2"));
        ENGINE.docker("rmi", name("v2s2")).exits(0);
    }

    @Test
    public void tagsAreAddedAndTakenOff() {
        ENGINE.docker("tag", "busybox", "other/name:v1").exits(0);
        assertTrue(ENGINE.docker("images", "other/name").out().contains("v1"));
        assertEquals("Untagged: other/name:v1", ENGINE.docker("rmi", "other/name:v1").text());
        assertEquals(1, ENGINE.docker("tag", "busybox", "UPPER/x").exit());
        assertTrue(ENGINE.docker("history", "busybox").exits(0).out().contains("Imported from -"));
    }

    @Test
    public void imageInUseIsNotRemoved() {
        String id = ENGINE.docker("create", "busybox", "true").text();
        Command remove = ENGINE.docker("rmi", "busybox");
        assertEquals(1, remove.exit());
        assertTrue(remove.err(), remove.err().contains("conflict: unable to remove repository reference \"busybox\" (must force)"));
        ENGINE.docker("rm", id).exits(0);
    }

    @Test
    public void climbingArchiveIsRefused() throws IOException {
        Path work = folder.newFolder().toPath();
        Command.run("sh", "-c", "cd " + work + " && echo evil > ../evil-" + work.getFileName() + " && tar -P -cf evil.tar ../evil-" + work.getFileName() + " && rm ../evil-" + work.getFileName()).exits(0);
        Command load = ENGINE.docker(Files.readAllBytes(work.resolve("evil.tar")), "import", "-", "evil:1");
        assertNotEquals(0, load.exit());
        assertFalse(Files.exists(work.resolve("../evil-" + work.getFileName())));
        assertFalse(ENGINE.docker("images").out().contains("evil"));
    }

    @Test
    public void diskUsageIsShown() {
        assertTrue(ENGINE.docker("system", "df").exits(0).out().contains("Images"));
    }
}
