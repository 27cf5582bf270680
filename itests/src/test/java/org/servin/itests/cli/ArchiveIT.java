package org.servin.itests.cli;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.RawConnection;

/** {@code docker cp} and {@code docker export}, and archives that mean harm. */
public class ArchiveIT {
    private static final int PUTS = 1000;
    private static final int OK = 200;
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final TemporaryFolder host = new TemporaryFolder();

    private static int put(String container, String path, byte[] tar) throws IOException {
        String where = "/containers/" + container + "/archive?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
        try (RawConnection c = new RawConnection(ENGINE.socket(), "PUT", where, "Content-Type: application/x-tar\r\n", tar)) {
            return c.status();
        }
    }

    /** A tar made by tar(1). */
    private static byte[] tar(Path folder, String... options) {
        List<String> args = new java.util.ArrayList<>(List.of("tar", "-C", folder.toString(), "--absolute-names", "-cf", "-"));
        args.addAll(List.of(options));
        return Command.run(Map.of(), new byte[0], args).exits(0).outBytes();
    }

    /**
     * A process swaps the folder that is written to and links to a folder of the host, as fast as it can, while archives are unpacked there. By string or
     * by look-then-use some would end up on the host.
     */
    @Test(timeout = 300_000)
    public void aFolderThatIsSwappedForALinkLeadsNowhereElse() throws IOException {
        Path victim = host.newFolder("victim").toPath();
        Files.writeString(victim.resolve("file"), "untouched");
        Path files = host.newFolder("files").toPath();
        Files.createDirectory(files.resolve("sub"));
        Files.writeString(files.resolve("file"), "from the archive");
        Files.writeString(files.resolve("sub/file"), "from the archive");
        byte[] tar = tar(files, "file", "sub");
        String climbing = "../../../../../../../../../.." + victim;
        String script = "mkdir -p /w/d/sub; ln -s " + victim + " /w/abs; ln -s " + climbing + " /w/up; while :; do for l in /w/abs /w/up; do "
                + "mv /w/d /w/e; cp -P $l /w/d; rm /w/d; mv /w/e /w/d; mv /w/d/sub /w/d/old; ln -s " + victim + " /w/d/sub; rm -rf /w/d/sub; mv /w/d/old /w/d/sub; done; done";
        String id = ENGINE.docker("run", "-d", "busybox", "sh", "-c", script).text();
        Await.until("the folder is there", () -> ENGINE.docker("exec", id, "test", "-L", "/w/up").exit() == 0);
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < PUTS; i++) {
            statuses.merge(put(id, "/w/d", tar), 1, Integer::sum);
        }
        assertEquals("untouched", Files.readString(victim.resolve("file")));
        assertEquals(1, victim.toFile().list().length);
        assertTrue("some must have been unpacked: " + statuses, statuses.getOrDefault(OK, 0) > 0);
        assertEquals("true", ENGINE.docker("inspect", "-f", "{{.State.Running}}", id).text());
    }

    @Test
    public void archivesThatClimbOutAreRefused() throws IOException {
        Path victim = host.newFolder("victim").toPath();
        Path files = host.newFolder("files").toPath();
        Files.writeString(files.resolve("f"), "x");
        String up = "../".repeat(12);
        String id = ENGINE.docker("create", "busybox", "true").text();
        assertEquals(500, put(id, "/tmp", tar(files, "--transform=s,^f," + up + victim.toString().substring(1) + "/evil,", "f")));
        assertEquals(OK, put(id, "/tmp", tar(files, "--transform=s,^f," + victim + "/evil,", "f")));
        Files.createSymbolicLink(files.resolve("out"), victim);
        Files.createDirectory(files.resolve("in"));
        Files.writeString(files.resolve("in/evil"), "x");
        byte[] through = concatenated(tar(files, "out"), tar(files, "--transform=s,^in,out,", "in/evil"));
        assertEquals(OK, put(id, "/", tar(files, "--transform=s,^f," + victim + "/good,", "f")));
        assertEquals(OK, put(id, "/tmp", through));
        Files.createLink(files.resolve("g"), files.resolve("f"));
        assertEquals(500, put(id, "/tmp", tar(files, "--transform=s,^f," + up + "etc/passwd,h", "f", "g")));
        assertEquals(0, victim.toFile().list().length);
        ENGINE.docker("cp", id + ":/tmp" + victim + "/evil", host.getRoot().toString()).exits(0);
        ENGINE.docker("cp", id + ":" + victim + "/evil", host.getRoot().toString()).exits(0);
    }

    /** The first without its end, so that the second's entries follow. */
    private static byte[] concatenated(byte[] first, byte[] second) {
        int end = first.length;
        while (end > 0 && isZero(first, end - 512)) {
            end -= 512;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first, 0, end);
        all.writeBytes(second);
        return all.toByteArray();
    }

    private static boolean isZero(byte[] bytes, int from) {
        for (int i = from; i < from + 512; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** A few kilobytes that want to be gigabytes end where the file system does, and neither memory nor the engine with them. */
    @Test(timeout = 120_000)
    public void aBombEndsWhereTheSpaceDoes() throws IOException {
        String id = ENGINE.docker("run", "-d", "--tmpfs", "/t:size=2m", "busybox", "sleep", "1000").text();
        Path sparse = host.newFolder("bomb").toPath();
        Command.run("truncate", "-s", "512", sparse.resolve("f").toString()).exits(0);
        byte[] tar = tar(sparse, "f");
        byte[] head = java.util.Arrays.copyOf(tar, 512);
        System.arraycopy("00200000000\0".getBytes(StandardCharsets.US_ASCII), 0, head, 124, 12); // 256 MiB
        int sum = 0;
        java.util.Arrays.fill(head, 148, 156, (byte) ' ');
        for (byte b : head) {
            sum += b & 0xff;
        }
        System.arraycopy(String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII), 0, head, 148, 8);
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(head);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 256; i++) {
                gzip.write(zeros);
            }
        }
        assertTrue(bomb.size() < 1 << 20);
        assertEquals(500, put(id, "/t", bomb.toByteArray()));
        assertEquals("ok", ENGINE.docker("exec", id, "sh", "-c", "rm -f /t/f; head -c 1000000 /dev/zero > /t/g && echo ok").text());
    }

    @Test
    public void copiesBothWaysWhetherItRunsOrNot() throws IOException {
        byte[] data = new byte[3_000_000];
        new java.util.Random(3).nextBytes(data);
        Path file = host.newFile("data").toPath();
        Files.write(file, data);
        String id = ENGINE.docker("create", "-v", "/vol", "busybox", "sleep", "1000").text();
        for (String state : List.of("stopped", "running")) {
            for (String place : List.of("/tmp", "/vol", "/tmp/../vol/.")) {
                ENGINE.docker("cp", file.toString(), id + ":" + place + "/" + state).exits(0);
                Path back = host.getRoot().toPath().resolve("back");
                ENGINE.docker("cp", id + ":" + place + "/" + state, back.toString()).exits(0);
                assertArrayEquals(place, data, Files.readAllBytes(back));
            }
            ENGINE.docker("start", id).exits(0);
        }
        assertEquals("4", ENGINE.docker("exec", id, "sh", "-c", "ls /tmp/running /tmp/stopped /vol/running /vol/stopped | wc -l").text());
        assertTrue(ENGINE.docker("cp", id + ":/nosuch", "-").exits(1).err().contains("Could not find the file /nosuch in container"));
    }

    @Test
    public void readOnlyPlacesStayAsTheyAre() throws IOException {
        Path file = host.newFile("f").toPath();
        String id = ENGINE.docker("create", "--read-only", "-v", "/vol", "-v", "fixed:/fixed:ro", "busybox", "true").text();
        assertTrue(ENGINE.docker("cp", file.toString(), id + ":/tmp").exits(1).err().contains("container rootfs is marked read-only"));
        assertTrue(ENGINE.docker("cp", file.toString(), id + ":/fixed").exits(1).err().contains("mounted volume is marked read-only"));
        ENGINE.docker("cp", file.toString(), id + ":/vol").exits(0);
        ENGINE.docker("rm", "-v", id).exits(0);
        ENGINE.docker("volume", "rm", "fixed").exits(0);
    }

    @Test
    public void theEnginesFilesOfAStoppedContainerAreSeen() throws IOException {
        String id = ENGINE.docker("run", "-d", "--hostname", "heidi", "busybox", "true").text();
        ENGINE.docker("wait", id).exits(0);
        Path to = host.getRoot().toPath().resolve("hostname");
        ENGINE.docker("cp", id + ":/etc/hostname", to.toString()).exits(0);
        assertEquals("heidi\n", Files.readString(to));
    }

    @Test
    public void anExportHasWhatIsThere() throws IOException {
        String id = ENGINE.docker("run", "-d", "-v", "/vol", "busybox", "sh", "-c",
                "echo x > /f; ln /f /hard; ln -s f /soft; mkfifo /pipe; mknod /null c 1 3; echo v > /vol/v; rm /etc/group; touch /ready; sleep 1000").text();
        Await.until("all is there", () -> ENGINE.docker("exec", id, "test", "-e", "/ready").exit() == 0);
        byte[] tar = ENGINE.docker("export", id).exits(0).outBytes();
        String list = Command.run(Map.of(), tar, List.of("tar", "-tv")).exits(0).out();
        for (String part : List.of(" f\n", " hard link to f\n", " soft -> f\n", "prw-r--r--", "crw-r--r--")) {
            assertTrue(part + " in " + list, list.contains(part));
        }
        assertTrue(list, !list.contains("vol/v") && !list.contains("etc/group"));
    }
}
