package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Mounts of every type and option. */
public class MountsIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @After
    public void removeAll() {
        ENGINE.docker("ps", "-aq").out().lines().forEach(id -> ENGINE.docker("rm", "-fv", id).exits(0));
        ENGINE.docker("volume", "ls", "-q").out().lines().forEach(name -> ENGINE.docker("volume", "rm", name).exits(0));
    }

    private Path host(String name) throws IOException {
        return folder.newFolder(name).toPath();
    }

    private static String in(String mount, String script) {
        return ENGINE.docker("run", "--rm", "--mount", mount, "busybox", "sh", "-c", script).exits(0).text();
    }

    private static String refused(String... args) {
        Command create = ENGINE.docker(args);
        assertTrue(List.of(args) + " succeeded", create.exit() != 0);
        return create.err();
    }

    @Test
    public void mountsPropagateAsTheHostAndTheUserAllow() throws IOException {
        Path shared = host("shared");
        Command.run("mount", "-t", "tmpfs", "outer", shared.toString()).exits(0);
        try {
            Command.run("mount", "--make-shared", shared.toString()).exits(0);
            Files.createDirectories(shared.resolve("later"));
            Files.createDirectories(shared.resolve("back"));
            ENGINE.docker("run", "-d", "--name", "slave", "-v", shared + ":/m:rslave", "busybox", "sleep", "300").exits(0);
            ENGINE.docker("run", "-d", "--name", "private", "-v", shared + ":/m", "busybox", "sleep", "300").exits(0);
            ENGINE.docker("run", "-d", "--name", "shared", "--privileged", "-v", shared + ":/m:rshared", "busybox", "sleep", "300").exits(0);
            Command.run("mount", "-t", "tmpfs", "inner", shared.resolve("later").toString()).exits(0);
            Files.createFile(shared.resolve("later/seen"));
            assertEquals("seen", ENGINE.docker("exec", "slave", "ls", "/m/later").text());
            assertEquals("seen", ENGINE.docker("exec", "shared", "ls", "/m/later").text());
            assertEquals("", ENGINE.docker("exec", "private", "ls", "/m/later").text());
            ENGINE.docker("exec", "shared", "sh", "-c", "mount -t tmpfs back /m/back && touch /m/back/answer").exits(0);
            assertTrue(Files.exists(shared.resolve("back/answer")));
            ENGINE.docker("rm", "-f", "slave", "private", "shared").exits(0);
        } finally {
            Command.run("umount", "-R", shared.toString()).exits(0);
        }
    }

    @Test
    public void whatTheHostDoesNotShareCannotPropagate() throws IOException {
        Path lone = host("lone");
        Command.run("mount", "-t", "tmpfs", "lone", lone.toString()).exits(0);
        try {
            Command.run("mount", "--make-private", lone.toString()).exits(0);
            assertTrue(refused("run", "-v", lone + ":/m:rshared", "busybox", "true").contains("path " + lone + " is mounted on " + lone + " but it is not a shared mount"));
            assertTrue(refused("run", "--mount", "type=bind,source=" + lone + ",target=/m,bind-propagation=slave", "busybox", "true").contains("but it is not a shared or slave mount"));
        } finally {
            Command.run("umount", lone.toString()).exits(0);
        }
    }

    @Test
    public void aBindOfTheEnginesFolderIsASlave() {
        String root = ENGINE.root().toString();
        String id = ENGINE.docker("create", "-v", root + ":/r:ro", "busybox", "true").text();
        assertEquals("rslave", ENGINE.docker("inspect", "-f", "{{(index .Mounts 0).Propagation}}", id).text());
        assertTrue(refused("create", "-v", root + ":/r:private", "busybox", "true").contains("must use either propagation mode \"rslave\" or \"rshared\""));
    }

    @Test
    public void bindsAreRecursiveUnlessAskedOtherwise() throws IOException {
        Path outer = host("outer");
        Files.createDirectories(outer.resolve("in"));
        Command.run("mount", "-t", "tmpfs", "inner", outer.resolve("in").toString()).exits(0);
        try {
            Files.createFile(outer.resolve("in/deep"));
            assertEquals("deep", in("type=bind,source=" + outer + ",target=/m", "ls /m/in"));
            assertEquals("", in("type=bind,source=" + outer + ",target=/m,bind-nonrecursive", "ls /m/in"));
            assertEquals("in", in("type=bind,source=" + outer + ",target=/m,readonly", "touch /m/x 2>/dev/null || ls /m"));
        } finally {
            Command.run("umount", outer.resolve("in").toString()).exits(0);
        }
    }

    @Test
    public void missingSourcesAreMadeForVolumesOptionOnly() {
        Path missing = folder.getRoot().toPath().resolve("a/b");
        assertTrue(refused("run", "--mount", "type=bind,source=" + missing + ",target=/m", "busybox", "true").contains("bind source path does not exist: " + missing));
        assertFalse(Files.exists(missing));
        ENGINE.docker("run", "--rm", "-v", missing + ":/m", "busybox", "touch", "/m/x").exits(0);
        assertTrue(Files.exists(missing.resolve("x")));
    }

    @Test
    public void temporaryFileSystemsHaveTheirSizeAndMode() {
        assertEquals("700 1024", in("type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=0700", "echo $(stat -c %a /t) $(df -k /t | awk 'NR==2 {print $2}')"));
        assertEquals("noexec", ENGINE.docker("run", "--rm", "--tmpfs", "/t", "busybox", "sh", "-c", "grep -o noexec /proc/mounts | head -1").text());
        assertEquals("5 755", ENGINE.docker("run", "--rm", "--tmpfs", "/t:uid=5,mode=755,exec", "busybox", "stat", "-c", "%u %a", "/t").text());
        assertTrue(refused("run", "--tmpfs", "/t:purple=1", "busybox", "true").contains("invalid tmpfs option [\"purple\" \"1\"]"));
    }

    @Test
    public void volumesAreFilledWhenTheContainerIsMade() {
        ENGINE.docker("create", "--name", "never-started", "-v", "filled:/etc", "-v", "empty:/etc/x:nocopy", "busybox", "true").exits(0);
        assertEquals("3", ENGINE.docker("run", "--rm", "-v", "filled:/v", "busybox", "sh", "-c", "wc -l < /v/passwd").text());
        assertEquals("", ENGINE.docker("run", "--rm", "-v", "empty:/v", "busybox", "ls", "/v").text());
        assertTrue(refused("create", "-v", "onfile:/etc/passwd", "busybox", "true").contains("source /etc/passwd is not directory"));
        assertFalse(ENGINE.docker("volume", "ls", "-q").text().contains("onfile"));
    }

    @Test
    public void volumesHaveTheOptionsThatTheyAreMadeWith() {
        ENGINE.docker("create", "--mount", "type=volume,source=opts,target=/v,volume-nocopy,volume-label=a=b,volume-driver=local,volume-opt=type=tmpfs,volume-opt=device=tmpfs,"
                + "volume-opt=o=size=1m", "busybox", "true").exits(0);
        assertEquals("b tmpfs", ENGINE.docker("volume", "inspect", "-f", "{{.Labels.a}} {{.Options.type}}", "opts").text());
        assertEquals("1024", in("type=volume,source=opts,target=/v", "df -k /v | awk 'NR==2 {print $2}'"));
    }

    @Test
    public void mountsOfOthersAreTakenOver() {
        ENGINE.docker("create", "--name", "first", "-v", "/anon", "-v", "named:/named", "-v", folder.getRoot() + ":/bound:ro", "busybox", "true").exits(0);
        assertEquals("w", ENGINE.docker("run", "--rm", "--volumes-from", "first", "busybox", "sh", "-c", "touch /anon/x /named/x && echo w; touch /bound/x 2>/dev/null && echo bad; true").text());
        assertEquals("x x", ENGINE.docker("run", "--rm", "--volumes-from", "first:ro", "busybox", "sh", "-c", "echo $(ls /anon) $(ls /named); touch /named/y 2>/dev/null && echo bad; true").text());
        assertTrue(refused("create", "--volumes-from", "missing", "busybox", "true").contains("No such container: missing"));
        assertTrue(refused("create", "--volumes-from", "first:purple", "busybox", "true").contains("invalid mode: purple"));
    }

    @Test
    public void innerMountsAreNotHiddenByOuterOnes() throws IOException {
        Path outer = host("nest");
        Files.createDirectories(outer.resolve("in"));
        Files.createFile(outer.resolve("in/hidden"));
        Files.createFile(outer.resolve("seen"));
        assertEquals("in seen", ENGINE.docker("run", "--rm", "--tmpfs", "/m/in", "-v", outer + ":/m:ro", "busybox", "sh", "-c", "touch /m/in/w && rm /m/in/w && echo $(ls /m) $(ls /m/in)").text());
    }

    @Test
    public void targetsNeverLeadOutOfTheContainer() throws IOException {
        Path secret = host("secret");
        Path data = host("data");
        Files.createFile(data.resolve("mine"));
        String made = ENGINE.docker("create", "busybox", "sh", "-c", "ln -s " + secret + " /out; ln -s ../../../../../.." + secret + " /up; ln -s /proc/1/root/" + secret + " /magic").text();
        ENGINE.docker("start", "-a", made).exits(0);
        ENGINE.docker("commit", made, "hostile").exits(0);
        try {
            for (String target : new String[] {"/out", "/up", "/out/deeper", "/magic"}) {
                ENGINE.docker("run", "--rm", "-v", data + ":" + target, "--tmpfs", "/t", "hostile", "ls", target);
                assertEquals(target, List.of(), List.of(secret.toFile().list()));
            }
        } finally {
            ENGINE.docker("rm", made).exits(0);
            ENGINE.docker("rmi", "hostile").exits(0);
        }
    }

    @Test
    public void whatTheKernelTellsIsNotCovered() throws IOException {
        Path data = host("fake");
        for (String target : new String[] {"/proc", "/proc/sys/kernel", "/proc/self"}) {
            assertTrue(refused("run", "-v", data + ":" + target, "busybox", "true").contains("cannot be mounted because it is "));
        }
    }

    @Test
    public void aFailedMountLeavesNothing() throws IOException {
        Path data = host("half");
        String id = ENGINE.docker("create", "-v", "first:/v", "-v", data + ":/etc/passwd", "--tmpfs", "/t", "busybox", "true").text();
        assertTrue(refused("start", id).contains("Are you trying to mount a directory onto a file (or vice-versa)?"));
        assertFalse(Command.run("cat", "/proc/self/mountinfo").out().contains(data.toString()));
        Await.until("the volume is free", () -> ENGINE.docker("rm", id).exit() == 0);
        ENGINE.docker("volume", "rm", "first").exits(0);
    }

    @Test
    public void oneTargetOneMount() {
        assertTrue(refused("create", "-v", "/opt:/a", "--mount", "type=tmpfs,target=/a", "busybox", "true").contains("Duplicate mount point: /a"));
        assertTrue(refused("create", "-v", "/opt:/", "busybox", "true").contains("invalid specification: destination can't be '/'"));
        assertTrue(refused("create", "-v", "/a:ro", "busybox", "true").contains("invalid volume specification: '/a:ro'"));
    }
}
