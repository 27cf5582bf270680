package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Bind mounts and volumes. */
public class VolumesIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void bindMountsAreReadAndWritten() throws IOException {
        Path host = folder.newFolder("host").toPath();
        Files.writeString(host.resolve("in"), "from host");
        assertEquals("from host", ENGINE.docker("run", "--rm", "-v", host + ":/m", "busybox", "sh", "-c", "cat /m/in; echo out > /m/out").text());
        assertEquals("out\n", Files.readString(host.resolve("out")));
        assertNotEquals(0, ENGINE.docker("run", "--rm", "-v", host + ":/m:ro", "busybox", "touch", "/m/x").exit());
    }

    @Test
    public void namedVolumeKeepsItsData() {
        ENGINE.docker("run", "--rm", "-v", "vol1:/v", "busybox", "sh", "-c", "echo kept > /v/f").exits(0);
        assertEquals("kept", ENGINE.docker("run", "--rm", "-v", "vol1:/v", "busybox", "cat", "/v/f").text());
        String user = ENGINE.docker("create", "-v", "vol1:/v", "busybox", "true").text();
        assertTrue(ENGINE.docker("volume", "rm", "vol1").exits(1).err().contains("volume is in use"));
        ENGINE.docker("rm", user).exits(0);
        ENGINE.docker("volume", "rm", "vol1").exits(0);
        assertEquals("", ENGINE.docker("volume", "ls", "-q").text());
    }

    @Test
    public void emptyVolumeGetsTheImagesFiles() {
        assertEquals("3", ENGINE.docker("run", "--rm", "-v", "vol2:/etc", "busybox", "sh", "-c", "wc -l < /etc/passwd").text());
        ENGINE.docker("volume", "rm", "vol2").exits(0);
        assertEquals("gone", ENGINE.docker("run", "--rm", "-v", "vol3:/etc:nocopy", "busybox", "sh", "-c", "test -e /etc/passwd || echo gone").text());
        ENGINE.docker("volume", "rm", "vol3").exits(0);
    }

    @Test
    public void anonymousVolumeGoesWithItsContainer() {
        ENGINE.docker("run", "--rm", "-v", "/anon", "busybox", "touch", "/anon/x").exits(0);
        assertEquals("", ENGINE.docker("volume", "ls", "-q").text());
    }

    @Test
    public void mountTargetThatIsALinkStaysInside() throws IOException {
        Path host = folder.newFolder("target").toPath();
        ENGINE.docker("run", "--name", "link1", "busybox", "sh", "-c", "ln -s / /up && ln -s ../../../../../../tmp /climb").exits(0);
        ENGINE.docker("commit", "link1", "links:1").exits(0);
        Command run = ENGINE.docker("run", "--rm", "-v", host + ":/climb/inner", "links:1", "sh", "-c", "grep -c ' /tmp/inner ' /proc/self/mountinfo").exits(0);
        assertEquals("1", run.text());
        ENGINE.docker("rm", "link1").exits(0);
        ENGINE.docker("rmi", "links:1").exits(0);
    }
}
