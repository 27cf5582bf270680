package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Volumes that are somewhere else: in memory, on a disk, behind a program; and volumes of limited size. */
public class VolumeDevicesIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @After
    public void removeAll() {
        ENGINE.docker("ps", "-aq").out().lines().forEach(id -> ENGINE.docker("rm", "-fv", id).exits(0));
        ENGINE.docker("volume", "ls", "-q").out().lines().forEach(name -> ENGINE.docker("volume", "rm", name).exits(0));
        assertEquals(List.of(), mounted());
    }

    private static void create(String name, String... options) {
        List<String> args = new ArrayList<>(List.of("volume", "create"));
        for (String option : options) {
            args.addAll(List.of("-o", option));
        }
        args.add(name);
        ENGINE.docker(args.toArray(String[]::new)).exits(0);
    }

    private static String in(String volume, String script) {
        return ENGINE.docker("run", "--rm", "-v", volume + ":/v", "busybox", "sh", "-c", script).text();
    }

    /** Names of the volumes that have something mounted. */
    private static List<String> mounted() {
        Path root = ENGINE.root().resolve("volumes");
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream().map(line -> Path.of(line.split(" ")[4]))
                    .filter(point -> point.startsWith(root) && !point.equals(root)).map(point -> root.relativize(point).getName(0).toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void soonMounted(String... volumes) {
        Await.until(() -> "mounted is " + List.of(volumes) + " and nothing else: " + mounted(), () -> mounted().equals(List.of(volumes)));
    }

    @Test
    public void memoryIsSharedByAllWhoUseItAndGoneAfterTheLast() {
        create("memory", "type=tmpfs", "device=tmpfs", "o=size=2m,mode=750,uid=7");
        assertEquals(List.of(), mounted());
        ENGINE.docker("run", "-d", "--name", "first", "-v", "memory:/v", "busybox", "sh", "-c", "echo here > /v/f; exec sleep 300").exits(0);
        assertEquals(List.of("memory"), mounted());
        ENGINE.docker("run", "-d", "--name", "second", "--volumes-from", "first:ro", "busybox", "sleep", "300").exits(0);
        Await.until("the second sees it", () -> ENGINE.docker("exec", "second", "cat", "/v/f").out().equals("here\n"));
        assertEquals("750 7 2048", ENGINE.docker("exec", "second", "sh", "-c", "echo $(stat -c '%a %u' /v) $(df -k /v | awk 'NR==2 {print $2}')").text());
        assertTrue(ENGINE.docker("exec", "second", "touch", "/v/g").exits(1).err().contains("Read-only file system"));
        ENGINE.docker("exec", "first", "touch", "/v/g").exits(0);
        ENGINE.docker("rm", "-f", "first").exits(0);
        assertEquals("f g", ENGINE.docker("exec", "second", "sh", "-c", "echo $(ls /v)").text());
        assertTrue(ENGINE.docker("volume", "rm", "memory").exits(1).err().contains("volume is in use"));
        ENGINE.docker("rm", "-f", "second").exits(0);
        assertEquals(List.of(), mounted());
        assertEquals("", in("memory", "ls /v"));
    }

    @Test
    public void theEngineMayComeAndGoMeanwhile() {
        create("memory", "type=tmpfs", "device=tmpfs");
        create("left", "type=tmpfs", "device=tmpfs");
        ENGINE.docker("run", "-d", "--name", "stays", "-v", "memory:/v", "busybox", "sh", "-c", "echo here > /v/f; exec sleep 300").exits(0);
        ENGINE.docker("run", "-d", "--name", "ends", "-v", "left:/v", "busybox", "sleep", "300").exits(0);
        String ends = ENGINE.docker("inspect", "-f", "{{.State.Pid}}", "ends").text();
        ENGINE.kill();
        Command.run("kill", "-9", ends).exits(0);
        Await.until("it has ended", () -> !Files.exists(Path.of("/proc", ends)));
        ENGINE.start();
        soonMounted("memory");
        assertEquals("here", in("memory", "cat /v/f"));
        assertEquals(List.of("memory"), mounted());
        ENGINE.docker("rm", "-f", "stays").exits(0);
        assertEquals(List.of(), mounted());
    }

    @Test
    public void disksKeepWhatIsOnThemAlsoWhenTheVolumeIsRemoved() throws IOException {
        for (String type : List.of("ext4", "btrfs")) {
            String device = loop(type);
            try {
                create("disk", "type=" + type, "device=" + device, "o=noatime");
                in("disk", "mkdir /v/d && echo kept > /v/d/f");
                assertEquals("kept", in("disk", "grep -q ' /v .*noatime.* - " + type + " ' /proc/self/mountinfo && cat /v/d/f"));
                assertEquals(List.of(), mounted());
                ENGINE.docker("volume", "rm", "disk").exits(0);
                create("again", "type=" + type, "device=" + device, "o=ro");
                assertEquals("kept", in("again", "touch /v/x 2>/dev/null || cat /v/d/f"));
                ENGINE.docker("volume", "rm", "again").exits(0);
            } finally {
                Command.run("losetup", "-d", device).exits(0);
            }
        }
    }

    private String loop(String type) throws IOException {
        Path file = folder.newFile().toPath();
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(128 << 20);
        }
        Command.run("mkfs." + type, "-q", file.toString()).exits(0);
        return Command.run("losetup", "--show", "-f", file.toString()).text();
    }

    @Test
    public void aProgramsFileSystemIsBound() throws IOException {
        Path behind = folder.newFolder("behind").toPath();
        Path front = folder.newFolder("front").toPath();
        Command.run("bindfs", "--force-user=1234", behind.toString(), front.toString()).exits(0);
        try {
            create("program", "type=none", "device=" + front, "o=bind");
            ENGINE.docker("run", "-d", "--name", "user", "-v", "program:/v", "busybox", "sleep", "300").exits(0);
            assertEquals("1234", ENGINE.docker("exec", "user", "sh", "-c", "echo through > /v/f; stat -c %u /v/f").text());
            assertEquals("through\n", Files.readString(behind.resolve("f")));
            ENGINE.docker("rm", "-f", "user").exits(0);
            ENGINE.docker("volume", "rm", "program").exits(0);
            assertTrue(Files.exists(behind.resolve("f")));
        } finally {
            Command.run("umount", front.toString()).exits(0);
        }
    }

    @Test
    public void aServerThatHangsHoldsUpItsOwnVolumeOnly() throws IOException {
        Path front = folder.newFolder("front").toPath();
        Process server = Command.start(Map.of(), List.of("bindfs", "-f", folder.newFolder("behind").toString(), front.toString()));
        try {
            Await.until("it serves", () -> Command.run("mountpoint", "-q", front.toString()).exit() == 0);
            create("hanging", "type=none", "device=" + front, "o=bind");
            create("memory", "type=tmpfs", "device=tmpfs");
            ENGINE.docker("run", "-d", "--name", "user", "-v", "hanging:/v", "busybox", "sleep", "300").exits(0);
            Command.run("kill", "-STOP", Long.toString(server.pid())).exits(0);
            othersAreServed();
            ENGINE.kill();
            ENGINE.start();
            othersAreServed();
            assertEquals("true", ENGINE.docker("inspect", "-f", "{{.State.Running}}", "user").text());
            soonMounted("hanging");
            ENGINE.docker("rm", "-f", "user").exits(0);
            assertEquals(List.of(), mounted());
        } finally {
            Command.run("kill", "-CONT", Long.toString(server.pid())).exits(0);
            Command.run("umount", front.toString()).exits(0);
            Await.until("it has ended", () -> !server.isAlive());
        }
    }

    private static void othersAreServed() {
        assertEquals("fine", in("plain", "echo fine"));
        assertEquals("fine", in("memory", "echo fine"));
        assertEquals("hanging memory plain", String.join(" ", ENGINE.docker("volume", "ls", "-q").text().lines().sorted().toList()));
        ENGINE.docker("system", "df", "-v").exits(0);
        ENGINE.docker("volume", "rm", "plain").exits(0);
    }

    @Test
    public void aDeviceThatFailsLeavesNothingMounted() {
        create("good", "type=tmpfs", "device=tmpfs");
        create("bad", "type=tmpfs", "device=tmpfs", "o=purple=7");
        String id = ENGINE.docker("create", "-v", "good:/a/good", "-v", "bad:/b", "-v", "good:/c", "busybox", "true").text();
        String error = ENGINE.docker("start", id).exits(1).err();
        assertTrue(error, error.contains("data: purple=7: invalid argument (tmpfs: Unknown parameter 'purple')"));
        assertEquals(List.of(), mounted());
        assertEquals("created 128", ENGINE.docker("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", id).text());
    }

    @Test
    public void secretsOfServersAreInNoMessage() {
        create("server", "type=cifs", "device=//127.0.0.1/share", "o=username=me,password=hidden-here,addr=localhost");
        String error = ENGINE.docker("run", "--rm", "-v", "server:/v", "busybox", "true").err();
        assertTrue(error, error.contains("username=me,password=********,addr=127.0.0.1: "));
        assertFalse(ENGINE.logText().contains("hidden-here"));
    }

    @Test
    public void sizesAreKeptWhereTheDiskCan() throws IOException {
        assertTrue(ENGINE.docker("volume", "create", "-o", "size=4m", "small").exits(1).err().contains("quota size requested but no quota support"));
        String device = loop("btrfs");
        Path volumes = ENGINE.root().resolve("volumes");
        try {
            ENGINE.stop();
            Command.run("mount", device, volumes.toString()).exits(0);
            try {
                ENGINE.start();
                create("small", "size=4m");
                String error = ENGINE.docker("run", "--rm", "-v", "small:/v", "busybox", "dd", "if=/dev/urandom", "of=/v/f", "bs=64k", "count=160", "conv=fsync").exits(1).err();
                assertTrue(error, error.contains("Disk quota exceeded"));
                assertTrue(Files.size(volumes.resolve("small/_data/f")) <= 4 << 20);
                assertEquals("10485760", in("large", "dd if=/dev/urandom of=/v/f bs=64k count=160 conv=fsync 2>/dev/null; stat -c %s /v/f"));
                removeAll();
            } finally {
                ENGINE.stop();
                Command.run("umount", volumes.toString()).exits(0);
                ENGINE.start();
            }
        } finally {
            Command.run("losetup", "-d", device).exits(0);
        }
    }
}
